import Failures

/// Why scores cannot be fitted.
public enum FitFailure: Failure, Equatable {
  case tooFewPoints(points: Int, coefficients: Int)
  case notFinite(point: Int)
  case dependent(function: Int)

  public var message: String {
    switch self {
    case .tooFewPoints(let points, let coefficients):
      "a fit of \(coefficients) coefficients needs more than \(coefficients) points, not \(points); measure at more depths"
    case .notFinite(let point):
      "a fit meets a value that is not finite at point \(point); leave untrusted values out"
    case .dependent(let function):
      "basis function \(function) of a fit is a combination of those before it on these points; spread the points wider"
    }
  }

  public var exitStatus: ExitStatus { .badData }
}
