import LinearAlgebra

/// Running sums over blocks of test images, in the order of the images.
struct TestScores {
  private let targets: Matrix<Double>
  private let labels: [UInt8]
  private(set) var correct = 0
  private(set) var squaredErrors: [Double] = []
  private(set) var variances: [Double] = []

  init(targets: Matrix<Double>, labels: [UInt8]) { (self.targets, self.labels) = (targets, labels) }

  /// The posterior means of the next images, [block, classes].
  mutating func add(mean: Matrix<Double>, variances: [Double]) {
    for i in 0..<mean.rows {
      let (row, image) = (Array(mean.row(i)), squaredErrors.count)
      // The first of equal outputs, as numpy's argmax.
      var best = 0
      for j in row.indices where row[j] > row[best] { best = j }
      if best == Int(labels[image]) { correct += 1 }
      let sum = zip(row, targets.row(image)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      squaredErrors.append(sum / Double(row.count))
    }
    self.variances += variances
  }
}
