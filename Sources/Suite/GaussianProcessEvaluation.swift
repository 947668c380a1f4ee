/// How a posterior did on test images.
public struct GaussianProcessEvaluation: Sendable {
  /// Fraction of test images whose largest posterior mean is their own class.
  public let accuracy: Double
  /// Whether it is, image by image.
  public let isCorrect: [Bool]
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
    isCorrect = scores.isCorrect
    (variances, squaredErrors) = (scores.variances, scores.squaredErrors)
    (self.noiseVarianceUsed, self.attempts) = (noiseVarianceUsed, attempts)
  }

  /// Mean of `variances`.
  public var meanVariance: Double { variances.reduce(0, +) / Double(variances.count) }
}
