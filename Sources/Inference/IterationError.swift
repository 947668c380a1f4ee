extension CheckedPosterior.Parts {
  /// A bound of ‖t − A w‖ of any output, in units; 0 of a factor's weights, which are refined.
  var remainder: Double {
    guard isIterative else { return 0 }
    return Double(max(1, diagonal.count)).squareRoot() * residual * (targetScales.max() ?? 0)
  }

  /// What the iteration may leave of a mean at an input with the largest variance of the training inputs, relative to
  /// the largest target: √(Sᵢᵢ/λ_min) ‖t − A w‖. Predictions count their own (`PredictionAccuracy`).
  public var iterationError: Double {
    guard remainder > 0, let target = targetScales.max() else { return 0 }
    // λ_min is known to 10 %.
    return remainder * ((diagonal.max() ?? 0) / (0.9 * smallestEigenvalue)).squareRoot() / target
  }

  /// Whether that is a millionth at most.
  public var isIterationTrusted: Bool { iterationError <= PredictionAccuracy.meanTolerance }
}
