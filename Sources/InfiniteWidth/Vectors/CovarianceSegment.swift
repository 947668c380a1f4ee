import Architectures
import LinearAlgebra
import Nonlinearities

/// As `DepthSegment`, on K instead of ε, for stretches of (erf, dense).
struct CovarianceSegment: Sendable {
  private let steps: [ErfCovarianceMap]
  /// K(x, x) of row and column inputs after the stretch.
  let rowVariances: [Double]
  let columnVariances: [Double]

  /// σ_w² and σ_b² of the repeated layers, if they are (erf, trainable dense).
  static func variances(of layers: [Layer]) -> (weight: Double, bias: Double)? {
    guard layers.count == 2, layers[0] == .activation(.erf), case .dense(let dense) = layers[1],
      dense.trainable == .ntk
    else {
      return nil
    }
    return (dense.weightVariance, dense.biasVariance)
  }

  /// - Parameter count: how often (erf, dense) is applied.
  init(count: Int, weight: Double, bias: Double, rowVariances: [Double], columnVariances: [Double]) {
    var (steps, rows, columns) = ([ErfCovarianceMap](), rowVariances, columnVariances)
    for _ in 0..<count {
      let step = ErfCovarianceMap(
        rowVariances: rows, columnVariances: columns, weightVariance: weight, biasVariance: bias)
      (rows, columns) = (step.rowVariances, step.columnVariances)
      steps.append(step)
    }
    (self.steps, self.rowVariances, self.columnVariances) = (steps, rows, columns)
  }

  /// Carries K and Θ of some rows with all columns through the stretch, a row at a time so that it stays in the
  /// first-level cache.
  ///
  /// - Parameters:
  ///   - rows: positions among the row inputs.
  ///   - stride: from one row to the next; a multiple of `ErfCovarianceMap.stride`.
  func advance(
    _ rows: Range<Int>, kernels: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>?, stride: Int
  ) {
    for (k, row) in rows.enumerated() {
      for step in steps {
        step.apply(row: row, kernels: kernels + k * stride, tangents: tangents.map { $0 + k * stride })
      }
    }
  }
}
