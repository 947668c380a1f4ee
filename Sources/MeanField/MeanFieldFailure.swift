import Failures

/// Why there is no mean-field theory for what was asked.
public enum MeanFieldFailure: Failure, Hashable {
  /// A parameter that is not a finite number of its range.
  case invalidParameter(name: String, value: Double, range: String)
  case negativeDepth(Int)
  /// φ is constant: σ_w² E[φ′²] is never 1.
  case noCriticalLine(nonlinearity: String)
  /// χ₁ = 1 is not met at this σ_b² for any variance up to `largest`.
  case unreachable(biasVariance: Double, nonlinearity: String, largest: Double)
  /// The critical point's q* is so small that rounding decides it; `least` is what can be computed.
  case biasTooSmall(Double, nonlinearity: String, least: Double)
  /// χ₁ = 1 is met, but at fixed points of the length map that inputs of variance 1 do not reach.
  case unstable(biasVariance: Double, nonlinearity: String)
  /// A layer that breaks the pattern of equal layers.
  case notRepeated(layer: String, reason: String)
  case emptyGrid

  public var message: String {
    switch self {
    case .invalidParameter(let name, let value, let range): "mean-field theory: \(name) is \(value); give \(range)"
    case .negativeDepth(let depth): "mean-field theory: the depth is \(depth); give a whole number ≥ 0"
    case .noCriticalLine(let nonlinearity):
      "\(nonlinearity): it is constant, so χ₁ is 0 and there is no critical line: choose another nonlinearity"
    case .unreachable(let biasVariance, let nonlinearity, let largest):
      "\(nonlinearity): no point with σ_b² = \(biasVariance) is critical (variances up to \(largest) were tried): "
        + "choose another bias variance"
    case .biasTooSmall(let biasVariance, let nonlinearity, let least):
      "\(nonlinearity): the critical point at σ_b² = \(biasVariance) is too near to that without biases to be told "
        + "from it: give 0, or \(least) and more"
    case .unstable(let biasVariance, let nonlinearity):
      "\(nonlinearity): at σ_b² = \(biasVariance) χ₁ is 1 only at variances that inputs of variance 1 do not reach, so "
        + "there is no critical line: choose another nonlinearity or bias variance"
    case .notRepeated(let layer, let reason):
      "\(layer): \(reason); mean-field theory needs a dense layer and then equal pairs of activation and dense layer"
    case .emptyGrid: "phase diagram: a list of variances is empty; give at least one of each"
    }
  }

  public var exitStatus: ExitStatus { .badData }

  static func require(_ isValid: Bool, _ name: String, _ value: Double, _ range: String) throws {
    guard isValid, value.isFinite else {
      throw MeanFieldFailure.invalidParameter(name: name, value: value, range: range)
    }
  }
}
