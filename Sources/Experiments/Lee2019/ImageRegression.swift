import Datasets
import Inference
import LinearAlgebra

/// Images and targets as networks are trained on them, in single precision.
struct ImageRegression: Sendable {
  /// [n, d], every image minus its mean and scaled to x·x/d = 1.
  let inputs: Matrix<Float>
  /// [n, k]
  let targets: Matrix<Float>

  /// One-hot targets minus 1/10.
  init(_ images: LabeledImages) throws { try self.init(images, targets: Targets.centredOneHot(images.labels)) }

  init(_ images: LabeledImages, targets: Matrix<Double>) throws {
    inputs = Matrix<Float>(
      try Preprocessing.perImageStandardised.fitted(to: images.images).apply(to: images.images))
    self.targets = Matrix<Float>(targets)
  }

  var count: Int { inputs.rows }
  var outputs: Int { targets.columns }

  /// The rate of gradient descent on ½ Σ ‖f − y‖² that is η on half the mean of (f − y)² over images and outputs, which
  /// is the loss that Lee et al. 2019 plot (their footnote 2) and train on.
  func sumRate(ofMeanRate rate: Double) -> Double { rate / Double(count * outputs) }
}
