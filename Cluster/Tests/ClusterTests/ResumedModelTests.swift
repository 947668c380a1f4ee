import Foundation
import Testing

@Suite("Models after a job that was killed", .serialized) struct ResumedModelTests {
  @Test("four ranks are killed, two go on, and the model is one process's")
  func models() throws {
    let job = try Job()
    try job.writeExample(inputs: 1_500, depth: 300)
    let kernels = try Job()
    try kernels.writeExample(inputs: 1_500, depth: 300, forModels: false)
    try FileManager.default.copyItem(atPath: kernels.path("X.h5"), toPath: job.path("X1.h5"))
    let kernel = ["kernel", "--architecture", "A.json", "--inputs", "X1.h5", "--get", "nngp"]
    let process = try job.start("widelimit-mpi", ranks: 4, kernel + ["--output", "K.h5"])
    let ranks = try job.ranks(of: process, count: 4)
    try job.wait { job.tiles(of: "K.h5") > 2 }
    kill(try #require(ranks.last), SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    let again = try job.run("widelimit-mpi", ranks: 2, kernel + ["--output", "K.h5"])
    #expect(again.status == 0 && again.errors.contains("goes on from tile"), "\(again.errors)")
    #expect(try job.run("widelimit", ranks: 0, kernel + ["--output", "O.h5"]).status == 0)
    #expect(try job.areEqual("nngp", "O.h5", "K.h5"))
    for (program, count, name) in [("widelimit", 0, "O"), ("widelimit-mpi", 2, "K")] {
      let outcome = try job.run(
        program, ranks: count,
        [
          "fit", "--architecture", "A.json", "--inputs", "X.h5", "--kernel", "\(name).h5", "--noise-variance", "0.1",
          "--output", "M\(name).h5",
        ])
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try job.difference("weights", "MO.h5", "MK.h5") < 1e-10)
  }
}
