import Foundation
import Testing

/// Ranks of two builds of the program.
@Suite("Programs of a job", .serialized) struct ProgramsTests {
  @Test("another build of the program is refused before it is told anything", arguments: [1, 2])
  func builds(other: Int) throws {
    let job = try Job()
    let copy = job.path("other-build")
    try FileManager.default.copyItem(atPath: Job.program("widelimit-mpi"), toPath: copy)
    let file = try FileHandle(forWritingTo: URL(filePath: copy))
    try file.seekToEnd()
    try file.write(contentsOf: Data([0]))
    try file.close()
    // `other` ranks of the program, and behind them one of the copy.
    let outcome = try job.run("widelimit-mpi", ranks: other, ["doctor", ":", "-n", "1", copy, "doctor"])
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.ownErrors.count == 1 && outcome.ownErrors[0].contains("rank \(other) "), "\(outcome.errors)")
  }
}
