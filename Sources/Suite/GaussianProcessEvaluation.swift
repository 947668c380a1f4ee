import LinearAlgebra

/// How a posterior did on test images.
public struct GaussianProcessEvaluation: Sendable {
  /// Fraction of test images whose largest posterior mean is their own class.
  public let accuracy: Double
  /// Mean of (posterior mean − target)² over test images and outputs.
  public let meanSquaredError: Double
  /// Predictive variance of every test image; empty if not asked for.
  public let variances: [Double]
  /// Squared error of every test image, mean over its outputs.
  public let squaredErrors: [Double]
  public let noiseVarianceUsed: Double
  public let attempts: Int

  init(scores: TestScores, noiseVarianceUsed: Double, attempts: Int) {
    accuracy = Double(scores.correct) / Double(scores.squaredErrors.count)
    meanSquaredError = scores.squaredErrors.reduce(0, +) / Double(scores.squaredErrors.count)
    (variances, squaredErrors) = (scores.variances, scores.squaredErrors)
    (self.noiseVarianceUsed, self.attempts) = (noiseVarianceUsed, attempts)
  }

  /// Mean of `variances`.
  public var meanVariance: Double { variances.reduce(0, +) / Double(variances.count) }
}

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
