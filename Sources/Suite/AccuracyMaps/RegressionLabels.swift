import Datasets
import Inference
import LinearAlgebra
import Results

/// The targets of a regression that classifies: one-hot with each class's mean over the training images taken off, and
/// one-hot as they are.
package enum RegressionLabels: String, AxisValue, CaseIterable {
  case zeroMean = "zero_mean"
  case oneHot = "one_hot"

  package static let axis = Axis<RegressionLabels>("labels", "targets of the regression")

  package var title: String { self == .oneHot ? "one-hot" : "zero-mean" }

  /// Those of all cases side by side, [n, cases · classes].
  package static func targets(_ labels: [UInt8]) -> Matrix<Double> {
    let (oneHot, classes) = (Targets.oneHot(labels), DatasetName.classes)
    var targets = Matrix<Double>(rows: labels.count, columns: 2 * classes)
    for j in 0..<classes {
      let mean = Double(labels.count { Int($0) == j }) / Double(labels.count)
      for i in labels.indices {
        targets[i, j] = oneHot[i, j] - mean
        targets[i, classes + j] = oneHot[i, j]
      }
    }
    return targets
  }
}
