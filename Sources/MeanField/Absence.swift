import Failures

/// Why a quantity of the mean-field theory does not exist for a nonlinearity, or at a point (σ_w², σ_b²).
public enum Absence: Failure, Hashable {
  /// The length map has no fixed point that inputs of variance 1 reach: their variance grows with every layer.
  case varianceGrows
  /// The orbit of the length map has jumped from one side of its fixed points to the other too often to say which of
  /// them it tends to.
  case undecided
  /// The length map is the identity (ReLU at σ_w² = 2, σ_b² = 0).
  case everyVarianceIsFixed
  /// q* = 0: signals vanish, and with them what a correlation means.
  case varianceVanishes
  /// The correlation map is the identity (a linear network without biases).
  case everyCorrelationIsFixed
  /// The fixed point is approached like a power of the depth, so there is no depth scale.
  case criticalPoint
  /// What is near the fixed point moves away from it, with a slope of modulus above 1.
  case repelling
  /// Only the chaotic phase has it.
  case orderedPhase
  /// Only the ordered phase has it.
  case chaoticPhase
  /// The fixed point is reached in one layer.
  case oneLayer
  /// φ has a kink, so E[φ″²] is infinite.
  case kink(nonlinearity: String)
  /// φ is the user's and its second derivative is not known.
  case secondDerivativeUnknown(nonlinearity: String)
  /// Dropout draws new units for every input: c = 1 is no fixed point, phases and smooth curves do not exist.
  case dropout

  public var message: String {
    switch self {
    case .varianceGrows:
      "inputs of variance 1 reach no fixed point q*, their variance grows with depth: lower the weight variance"
    case .undecided:
      "the variance jumps between fixed points of the length map without coming to rest, so there is no q*: change "
        + "σ_w² or σ_b²"
    case .everyVarianceIsFixed: "every variance is a fixed point here, so there is no q*: change σ_w² or σ_b²"
    case .varianceVanishes: "q* is 0: signals vanish and their correlation has no limit; raise σ_w² or σ_b²"
    case .everyCorrelationIsFixed: "every correlation is a fixed point here, so there is no c*: change σ_w² or σ_b²"
    case .criticalPoint:
      "the point is critical: the fixed point is approached like a power of depth, without a depth scale"
    case .repelling: "the fixed point is left and not approached, so there is no depth scale: change σ_w² or σ_b²"
    case .orderedPhase: "the point is in the ordered phase and the quantity belongs to the chaotic one: raise σ_w²"
    case .chaoticPhase: "the point is in the chaotic phase and the quantity belongs to the ordered one: lower σ_w²"
    case .oneLayer: "the fixed point is reached in one layer, without a depth scale"
    case .kink(let nonlinearity): "\(nonlinearity) has a kink: E[φ″²] is infinite; choose a smooth function"
    case .secondDerivativeUnknown(let nonlinearity):
      "\(nonlinearity): its second derivative is not known; choose a built-in function"
    case .dropout: "dropout draws other units for every input: phases and smooth curves do not exist; set ρ = 1"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
