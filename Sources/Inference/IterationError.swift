extension CheckedPosterior.Parts {
  /// What the iteration may leave of a mean at an input with the largest variance of the training inputs, relative to
  /// its output's largest target, of any output: (√(Sᵢᵢ/λ_min) + 1 of an anchor) ‖t − β u − A w‖. Predictions count
  /// their own (`PredictionAccuracy`). 0 of a factor's weights.
  public var iterationError: Double {
    // λ_min is known to 10 %.
    let size = ((diagonal.max() ?? 0) / (0.9 * smallestEigenvalue)).squareRoot() + (anchor == nil ? 0 : 1)
    return zip(remainders, targetScales).reduce(0) { largest, output in
      output.0 > 0 ? PredictionAccuracy.larger(largest, output.0 * size / output.1) : largest
    }
  }

  /// Whether that is a millionth at most.
  public var isIterationTrusted: Bool { iterationError <= PredictionAccuracy.meanTolerance }
}
