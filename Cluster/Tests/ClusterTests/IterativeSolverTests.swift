import Foundation
import Testing

/// `--solver conjugate-gradients` with the kernel in strips over the ranks.
@Suite("Conjugate gradients on ranks", .serialized) struct IterativeSolverTests {
  private let files = ["--architecture", "A.json", "--inputs", "X.h5"]
  private let solver = ["--solver", "conjugate-gradients", "--noise-variance", "0.1"]

  /// Either stops at a residual of 1e-10 of the targets; with eigenvalues of at least 0.1, and a kernel of order 1, a
  /// mean is right to 1e-10 √(n/0.1) of the largest target.
  @Test("predictions and models are one process's to the residual", arguments: [1, 2, 3])
  func predictions(ranks: Int) throws {
    let job = try Job()
    try job.writeExample(inputs: 1100)
    for (program, count, name) in [("widelimit", 0, "1"), ("widelimit-mpi", ranks, "R")] {
      for arguments in [
        ["predict", "--method", "gp", "--output", "P\(name).h5"] + files + solver,
        ["fit", "--output", "M\(name).h5"] + files + solver,
      ] {
        let outcome = try job.run(program, ranks: count, arguments)
        #expect(outcome.status == 0 && outcome.ownErrors.isEmpty, "\(arguments): \(outcome.errors)")
      }
    }
    #expect(try job.difference("mean", "P1.h5", "PR.h5") < 1e-8)
    #expect(try job.difference("weights", "M1.h5", "MR.h5") < 1e-7)
    let factor = try job.run(
      "widelimit", ranks: 0, ["predict", "--method", "gp", "--noise-variance", "0.1", "--output", "F.h5"] + files)
    #expect(factor.status == 0, "\(factor.errors)")
    #expect(try job.difference("mean", "F.h5", "PR.h5") < 1e-8)
  }

  @Test("what has not converged is one line, status 1 and no file", arguments: [1, 3])
  func unconverged(ranks: Int) throws {
    let job = try Job()
    try job.writeExample(inputs: 600)
    let outcome = try job.run(
      "widelimit-mpi", ranks: ranks,
      ["predict", "--method", "gp", "--output", "P.h5", "--residual", "1e-17"] + files + solver)
    #expect(outcome.status == 1 && outcome.ownErrors.count == 1, "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: job.path("P.h5")))
  }
}
