import Inference
import LinearAlgebra

/// Running sums over blocks of test images, in the order of the images.
struct TestScores {
  private let targets: Matrix<Double>
  private let labels: [UInt8]
  /// Whether the largest mean is that of the image's own class, image by image.
  private(set) var isCorrect: [Bool] = []
  var correct: Int { isCorrect.count { $0 } }
  private(set) var squaredErrors: [Double] = []
  private(set) var variances: [Double] = []

  init(targets: Matrix<Double>, labels: [UInt8]) { (self.targets, self.labels) = (targets, labels) }

  /// The posterior means of the next images, [block, classes].
  mutating func add(mean: Matrix<Double>, variances: [Double]) {
    for i in 0..<mean.rows {
      let (row, image) = (mean.row(i), squaredErrors.count)
      isCorrect.append(Classification.argmax(row) == Int(labels[image]))
      squaredErrors.append(Classification.squaredError(row, targets.row(image)))
    }
    self.variances += variances
  }
}
