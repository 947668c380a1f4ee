import Failures

extension BlockConjugateGradients {
  /// Why there is no solution.
  public enum Obstacle: Failure, Equatable {
    /// What was reached in all the steps that were allowed.
    case notConverged(residual: Double, wanted: Double, iterations: Int, rank: Int)
    /// What rounding lets be reached.
    case stagnated(residual: Double, wanted: Double, iterations: Int, rank: Int)
    /// A direction x with xᵀ (A + μ I) x < 0 beyond rounding, after so many steps.
    case indefinite(iterations: Int)
    case notFinite(row: Int)

    public var message: String {
      switch self {
      case .notConverged(let residual, let wanted, let iterations, let rank):
        "conjugate gradients reached a relative residual of \(Self.text(residual)) after \(iterations) iterations with a "
          + "preconditioner of rank \(rank), where \(Self.text(wanted)) is asked for; give a larger noise variance or a "
          + "larger rank, or use the exact factor"
      case .stagnated(let residual, let wanted, let iterations, let rank):
        "rounding keeps the relative residual of conjugate gradients at \(Self.text(residual)) after \(iterations) "
          + "iterations with a preconditioner of rank \(rank), where \(Self.text(wanted)) is asked for; give a larger noise "
          + "variance or a larger residual, or use the exact factor"
      case .indefinite(let iterations):
        "the matrix is not positive definite, which conjugate gradients found after \(iterations) iterations; check how it "
          + "was computed, or give a larger noise variance"
      case .notFinite(let row):
        "row \(row) of the matrix or of a right-hand side holds a NaN or an infinite value; check the inputs, the targets "
          + "and the variances"
      }
    }

    public var exitStatus: ExitStatus {
      switch self {
      case .notConverged, .stagnated: .verdictFailed
      case .notFinite, .indefinite: .badData
      }
    }

    private static func text(_ value: Double) -> String { Float(value).description }
  }
}
