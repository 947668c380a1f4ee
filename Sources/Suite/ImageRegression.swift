import Datasets
import Inference
import LinearAlgebra

/// Images and targets as networks are trained on them, in single precision.
package struct ImageRegression: Sendable {
  /// [n, d]; what `Preprocessing` has made has x·x/d = 1 for every image.
  package let inputs: Matrix<Float>
  /// [n, k]
  package let targets: Matrix<Float>

  package init(inputs: Matrix<Float>, targets: Matrix<Float>) { (self.inputs, self.targets) = (inputs, targets) }

  /// One-hot targets minus 1/10.
  package init(_ images: LabeledImages, _ preprocessing: Preprocessing) throws {
    try self.init(images, preprocessing, targets: Targets.centredOneHot(images.labels))
  }

  package init(_ images: LabeledImages, _ preprocessing: Preprocessing, targets: Matrix<Double>) throws {
    inputs = Matrix<Float>(try preprocessing.fitted(to: images.images).apply(to: images.images))
    self.targets = Matrix<Float>(targets)
  }

  package var count: Int { inputs.rows }
  package var outputs: Int { targets.columns }

  /// The first so many images, all where there are fewer.
  package func first(_ count: Int) -> ImageRegression {
    guard count < self.count else { return self }
    func rows(_ matrix: Matrix<Float>) -> Matrix<Float> {
      Matrix(rows: count, columns: matrix.columns, elements: Array(matrix.elements.prefix(count * matrix.columns)))
    }
    return ImageRegression(inputs: rows(inputs), targets: rows(targets))
  }

  /// The rate of gradient descent on ½ Σ ‖f − y‖² that is η on half the mean of (f − y)² over images and outputs, which
  /// is the loss that Lee et al. 2019 plot (their footnote 2) and train on.
  package func sumRate(ofMeanRate rate: Double) -> Double { rate / Double(count * outputs) }
}
