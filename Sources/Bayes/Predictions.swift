import Inference
import LinearAlgebra
import Suite

/// Of every test image the variance that was predicted, the squared error of the mean, and its square, all averaged
/// over outputs.
struct Predictions: Sendable {
  let variances: [Double]
  let squaredErrors: [Double]
  let squaredMeans: [Double]

  init(means: Matrix<Double>, variances: [Double], targets: Matrix<Double>) {
    self.variances = variances
    squaredMeans = (0..<means.rows).map { i in means.row(i).reduce(0) { $0 + $1 * $1 } / Double(means.columns) }
    squaredErrors = (0..<means.rows).map { Classification.squaredError(means.row($0), targets.row($0)) }
  }

  /// Mean and unbiased variance over equally likely predictions.
  init(samples: [Matrix<Float>], targets: Matrix<Double>) {
    let (rows, columns, count) = (targets.rows, targets.columns, Double(samples.count))
    var (means, squares) = (Matrix<Double>(rows: rows, columns: columns), Matrix<Double>(rows: rows, columns: columns))
    for sample in samples {
      for k in means.elements.indices { means.elements[k] += Double(sample.elements[k]) / count }
    }
    for sample in samples {
      for k in means.elements.indices {
        let apart = Double(sample.elements[k]) - means.elements[k]
        squares.elements[k] += apart * apart / (count - 1)
      }
    }
    self.init(means: means, variances: (0..<rows).map { squares.row($0).mean }, targets: targets)
  }
}
