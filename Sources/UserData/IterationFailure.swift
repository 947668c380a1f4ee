import Failures
import LinearAlgebra

/// Why conjugate gradients have no answer for a user, with the options that would help.
public enum IterationFailure: Failure, Equatable {
  /// What was reached in all the steps that were allowed.
  case notConverged(residual: Double, wanted: Double, iterations: Int, rank: Int)
  /// What rounding lets be reached.
  case stagnated(residual: Double, wanted: Double, iterations: Int, rank: Int)

  /// What `body` throws, with options named.
  static func naming<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch BlockConjugateGradients.Obstacle.notConverged(let residual, let wanted, let iterations, let rank) {
      throw notConverged(residual: residual, wanted: wanted, iterations: iterations, rank: rank)
    } catch BlockConjugateGradients.Obstacle.stagnated(let residual, let wanted, let iterations, let rank) {
      throw stagnated(residual: residual, wanted: wanted, iterations: iterations, rank: rank)
    }
  }

  public var message: String {
    switch self {
    case .notConverged(let residual, let wanted, let iterations, let rank):
      "conjugate gradients reached a relative residual of \(Self.text(residual)) after \(iterations) iterations with a "
        + "preconditioner of rank \(rank), where \(Self.text(wanted)) is asked for; give a larger --noise-variance, --rank "
        + "or --residual, or the exact factor (--solver factor)"
    case .stagnated(let residual, let wanted, let iterations, let rank):
      "rounding keeps the relative residual of conjugate gradients at \(Self.text(residual)) after \(iterations) iterations "
        + "with a preconditioner of rank \(rank), where \(Self.text(wanted)) is asked for; give a larger --noise-variance or "
        + "--residual, or the exact factor (--solver factor)"
    }
  }

  public var exitStatus: ExitStatus { .verdictFailed }

  private static func text(_ value: Double) -> String { value.formatted(significantDigits: 3) }
}
