import ArgumentParser
import Inference

/// How a posterior's equations are solved.
struct SolverOptions: ParsableArguments {
  enum Solver: String, ExpressibleByArgument, CaseIterable {
    case factor
    case conjugateGradients = "conjugate-gradients"
  }

  @Option(
    help: """
      The exact factor of the kernel, or, with a --noise-variance, block conjugate gradients: means alone, right to \
      --residual, or nothing (status 1).
      """)
  var solver: Solver = .factor

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of the preconditioner of conjugate-gradients (default: n/10, from 10 to 1000).", valueName: "r"))
  var rank: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What conjugate-gradients may leave of the targets, a part of their norm (default: 1e-10).", valueName: "t"))
  var residual: Double?

  /// Nil of the factor.
  var conjugateGradients: ConjugateGradients? {
    guard solver == .conjugateGradients else { return nil }
    var settings = ConjugateGradients(rank: rank)
    if let residual { settings.limits.residual = residual }
    return settings
  }

  func validate() throws {
    if let rank, rank < 1 { throw ValidationError("--rank \(rank): give a number of 1 or more.") }
    if let residual, !(residual > 0 && residual < 1) {
      throw ValidationError("--residual \(residual): give a number between 0 and 1, such as 1e-8.")
    }
    guard solver == .factor else { return }
    if rank != nil { throw ValidationError("--rank: goes with --solver conjugate-gradients; leave it out.") }
    if residual != nil { throw ValidationError("--residual: goes with --solver conjugate-gradients; leave it out.") }
  }

  /// - Parameter needing: options that are given and need the factor.
  func validate(noiseVariance: Double?, needing: [String]) throws {
    guard solver == .conjugateGradients else { return }
    if let option = needing.first {
      throw ValidationError("\(option): needs the exact factor; leave it out, or --solver conjugate-gradients.")
    }
    if noiseVariance == nil {
      throw ValidationError(
        "--solver conjugate-gradients: needs a noise that is not small beside the kernel; give --noise-variance.")
    }
  }
}
