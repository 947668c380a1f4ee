import Foundation
import Results
import Suite

/// What several tables and figures of the paper record.
enum TableColumns {
  // Of any model:
  static let depth = Column<Int>("depth", "number of hidden layers")
  static let weightVariance = Column<Double>("weight_variance", "weight variance σ_w²")
  static let biasVariance = Column<Double>("bias_variance", "bias variance σ_b²")
  static let trainingIndices = Column<String>(
    "train_indices_sha256", bytes: 64, "SHA-256 of the training images' indices")

  // Of a Gaussian process:
  static let accuracy = Column<Double>("test_accuracy", "fraction of test images classified correctly")
  static let squaredError = Column<Double>(
    "test_mse", "mean squared error of the posterior mean over test images and outputs")
  static let noiseVariance = Column<Double>(
    "noise_variance_used", "noise variance σ_ε² of the factorisation that succeeded")
  static let attempts = Column<Int>("cholesky_attempts", "noise variances tried")
}

/// How a model did on test images.
struct TestResult: Sendable {
  let accuracy: Double
  let squaredError: Double
}

/// A number with four decimals, as the paper prints accuracies; "–" for none.
func fourDecimals(_ value: Double?, orElse missing: String = "–") -> String {
  value.map { String(format: "%.4f", $0) } ?? missing
}
