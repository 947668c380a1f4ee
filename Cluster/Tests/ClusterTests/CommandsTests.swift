import Foundation
import Testing

/// The same commands on ranks and in one process.
@Suite("Commands on ranks", .serialized) struct CommandsTests {
  private let files = ["--architecture", "A.json", "--inputs", "X.h5"]

  /// Tiles enough that every rank has some: 15 of 256² and less. One process has one. Between x1 and x2 too.
  @Test("kernels have one process's bits", arguments: 1...4, [false, true])
  func kernels(ranks: Int, isRectangular: Bool) throws {
    let job = try Job()
    try job.writeExample(inputs: 1100, forModels: isRectangular)
    #expect(try job.run("widelimit", ranks: 0, ["kernel"] + files + ["--output", "K.h5"]).status == 0)
    let outcome = try job.run("widelimit-mpi", ranks: ranks, ["kernel"] + files + ["--output", "R.h5"])
    #expect(outcome.status == 0 && outcome.ownErrors.isEmpty, "\(outcome.errors)")
    for name in ["nngp", "ntk"] { #expect(try job.areEqual(name, "K.h5", "R.h5"), "\(name)") }
  }

  /// Condition numbers are some thousands with this noise: 1e-10 is what rounding leaves, and some digits more.
  @Test("models and predictions are one process's to rounding", arguments: 1...4)
  func models(ranks: Int) throws {
    let job = try Job()
    try job.writeExample(inputs: 700)
    let noise = ["--noise-variance", "0.1"]
    for (program, count, name) in [("widelimit", 0, "1"), ("widelimit-mpi", ranks, "R")] {
      for arguments in [
        ["fit"] + files + noise + ["--output", "M\(name).h5", "--keep-factor", "--keep-inputs"],
        ["predict"] + files + noise + ["--method", "gp", "--output", "P\(name).h5"],
        ["predict", "--model", "M\(name).h5", "--inputs", "X.h5", "--output", "Q\(name).h5"],
      ] {
        let outcome = try job.run(program, ranks: count, arguments)
        #expect(outcome.status == 0 && outcome.ownErrors.isEmpty, "\(arguments): \(outcome.errors)")
      }
    }
    for name in ["weights", "leave_one_out_mean", "leave_one_out_variance", "factor"] {
      #expect(try job.difference(name, "M1.h5", "MR.h5") < 1e-10, "\(name)")
    }
    for file in ["P", "Q"] {
      for name in ["mean", "variance"] {
        #expect(try job.difference(name, "\(file)1.h5", "\(file)R.h5") < 1e-10, "\(file): \(name)")
      }
    }
    let (one, all) = (
      try job.number("log_marginal_likelihood", in: "M1.h5"), try job.number("log_marginal_likelihood", in: "MR.h5")
    )
    #expect(abs(one - all) < 1e-10 * abs(one))
  }

  /// Parts have the bits of one process's parts, and a model of what they are joined to is one process's.
  @Test("parts of a kernel are accepted", arguments: [1, 3])
  func parts(ranks: Int) throws {
    let job = try Job()
    try job.writeExample(inputs: 2100)
    let inputs = try Job()
    try inputs.writeExample(inputs: 2100, forModels: false)
    try FileManager.default.copyItem(atPath: inputs.path("X.h5"), toPath: job.path("X1.h5"))
    let ofOne = ["kernel", "--architecture", "A.json", "--inputs", "X1.h5"]
    for (program, count, name) in [("widelimit", 0, "K"), ("widelimit-mpi", ranks, "R")] {
      for part in ["1/2", "2/2"] {
        let outcome = try job.run(program, ranks: count, ofOne + ["--output", "\(name).h5", "--part", part])
        #expect(outcome.status == 0, "\(outcome.errors)")
      }
      let join = ["join", "\(name).part-1-of-2.h5", "\(name).part-2-of-2.h5", "--output", "\(name).h5"]
      #expect(try job.run(program, ranks: count, join).status == 0)
    }
    for name in ["nngp", "ntk"] { #expect(try job.areEqual(name, "K.h5", "R.h5"), "\(name)") }
    for (program, count, name) in [("widelimit", 0, "1"), ("widelimit-mpi", ranks, "R")] {
      let arguments = ["fit"] + files + ["--kernel", "R.h5", "--noise-variance", "0.1", "--output", "M\(name).h5"]
      let outcome = try job.run(program, ranks: count, arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try job.difference("weights", "M1.h5", "MR.h5") < 1e-10)
  }
}
