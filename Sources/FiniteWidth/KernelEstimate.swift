import LinearAlgebra

/// A kernel estimated from independent networks: the mean over them and its standard error, entry by entry.
public struct KernelEstimate: Sendable {
  public let mean: Matrix<Double>
  public let standardError: Matrix<Double>

  public init(mean: Matrix<Double>, standardError: Matrix<Double>) {
    (self.mean, self.standardError) = (mean, standardError)
  }

  /// Mean and s/√m of m ≥ 2 kernels of one shape, s² their unbiased variance; summed in the order given.
  init(_ samples: [Matrix<Double>]) {
    let (rows, columns) = (samples.first?.rows ?? 0, samples.first?.columns ?? 0)
    let count = Double(samples.count)
    var mean = Matrix<Double>(rows: rows, columns: columns)
    var error = mean
    for k in mean.elements.indices {
      let average = samples.reduce(0) { $0 + $1.elements[k] } / count
      let squares = samples.reduce(0) { $0 + ($1.elements[k] - average) * ($1.elements[k] - average) }
      mean.elements[k] = average
      error.elements[k] = (squares / (count * (count - 1))).squareRoot()
    }
    self.init(mean: mean, standardError: error)
  }

  /// 2 B − A for estimates A at one width and B, independent of it, at twice that width: a bias a/width cancels.
  func extrapolated(from narrow: KernelEstimate) -> KernelEstimate {
    var (mean, error) = (self.mean, standardError)
    for k in mean.elements.indices {
      mean.elements[k] = 2 * mean.elements[k] - narrow.mean.elements[k]
      let (wide, narrow) = (2 * error.elements[k], narrow.standardError.elements[k])
      error.elements[k] = (wide * wide + narrow * narrow).squareRoot()
    }
    return KernelEstimate(mean: mean, standardError: error)
  }
}
