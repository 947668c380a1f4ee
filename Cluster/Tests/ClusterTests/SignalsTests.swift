import Foundation
import Testing

/// Signals to a job that is in the midst of a fit: schedulers send them to all ranks, or to the first alone.
@Suite("Signals to a job", .serialized) struct SignalsTests {
  enum Target: CaseIterable { case first, other, all }

  @Test("a fit ends by itself, with one line", arguments: Target.allCases)
  func fit(target: Target) throws {
    let job = try Job()
    // Some seconds of two cores.
    try job.writeExample(inputs: 8_000)
    let process = try job.start("widelimit-mpi", ranks: 3, fitArguments)
    let ranks = try job.ranks(of: process, count: 3)
    try job.wait { job.hasBegun }
    let first = try #require(try ranks.first { try job.number(of: $0) == 0 })
    for rank in ranks where target == .all || (target == .first) == (rank == first) { kill(rank, SIGTERM) }
    #expect(job.ends(process, within: 25))
    #expect(process.terminationStatus == 130, "\(job.errors)")
    #expect(job.errors.filter { $0.hasPrefix("Error:") }.count == 1, "\(job.errors)")
    #expect(job.files.allSatisfy { $0 != "M.h5" && !$0.hasSuffix(".widelimit-new") }, "\(job.files)")
    #expect(job.haveEnded(ranks))
  }

  /// The second one does not wait for anything.
  @Test("two signals to the first rank end all at once")
  func twice() throws {
    let job = try Job()
    try job.writeExample(inputs: 8_000)
    let process = try job.start("widelimit-mpi", ranks: 3, fitArguments)
    let ranks = try job.ranks(of: process, count: 3)
    try job.wait { job.hasBegun }
    let first = try #require(try ranks.first { try job.number(of: $0) == 0 })
    for _ in 0..<2 { kill(first, SIGTERM) }
    #expect(job.ends(process, within: 5))
    #expect(process.terminationStatus == 130, "\(job.errors)")
    #expect(job.haveEnded(ranks))
  }

  private let fitArguments = ["fit", "--architecture", "A.json", "--inputs", "X.h5", "--output", "M.h5"]
}

extension Job {
  var errors: [String] {
    ((try? String(contentsOfFile: path(".stderr"), encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  /// Whether there is a file that will be the model's, which is made before the kernel.
  fileprivate var hasBegun: Bool { files.contains { $0.hasSuffix(".widelimit-new") } }

  fileprivate var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] }

  /// Which rank of its job a process is, as the launcher tells it.
  fileprivate func number(of process: pid_t) throws -> Int? {
    let environment = try Data(contentsOf: URL(filePath: "/proc/\(process)/environ"))
    let entry = environment.split(separator: 0).first { $0.starts(with: Data("OMPI_COMM_WORLD_RANK=".utf8)) }
    return entry.flatMap { Int(String(decoding: $0.drop { $0 != UInt8(ascii: "=") }.dropFirst(), as: UTF8.self)) }
  }

  fileprivate func ends(_ process: Process, within seconds: Double) -> Bool {
    let start = Date()
    while process.isRunning, Date().timeIntervalSince(start) < seconds { Thread.sleep(forTimeInterval: 0.02) }
    let hasEnded = !process.isRunning
    if !hasEnded { process.terminate() }
    process.waitUntilExit()
    return hasEnded
  }
}
