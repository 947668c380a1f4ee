import Results

/// What several experiments record.
package enum TableColumns {
  // Of any model:
  package static let depth = Column<Int>("depth", "number of hidden layers")
  package static let weightVariance = Column<Double>("weight_variance", "weight variance σ_w²")
  package static let biasVariance = Column<Double>("bias_variance", "bias variance σ_b²")
  package static let trainingIndices = Column<String>(
    "train_indices_sha256", bytes: 64, "SHA-256 of the training images' indices")

  // Of a Gaussian process:
  package static let accuracy = Column<Double>("test_accuracy", "fraction of test images classified correctly")
  package static let squaredError = Column<Double>(
    "test_mse", "mean squared error of the posterior mean over test images and outputs")
  package static let noiseVariance = Column<Double>(
    "noise_variance_used", "noise variance σ_ε² of the factorisation that succeeded")
  package static let attempts = Column<Int>("cholesky_attempts", "noise variances tried")

  /// Those of `GaussianProcessEvaluation.row`.
  package static let process: [any DeclaredColumn] = [accuracy, squaredError, noiseVariance, attempts]
}

extension GaussianProcessEvaluation {
  package var row: Row {
    Row(
      TableColumns.accuracy => accuracy, TableColumns.squaredError => meanSquaredError,
      TableColumns.noiseVariance => noiseVarianceUsed, TableColumns.attempts => attempts)
  }
}
