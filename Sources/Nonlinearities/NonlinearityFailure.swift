import Failures

/// Why the Gaussian duals of a nonlinearity cannot be computed.
public enum NonlinearityFailure: Failure, Equatable {
  /// A variance that is negative, infinite or not a number.
  case invalidVariance(Double, nonlinearity: String)

  public var message: String {
    switch self {
    case .invalidVariance(let variance, let nonlinearity):
      "\(nonlinearity): its input has variance \(variance); a variance is finite and not negative: "
        + "lower the weight variance or the depth"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
