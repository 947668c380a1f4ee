import Foundation
import Testing

/// What ends a job.
@Suite("Faults of a job", .serialized) struct FaultsTests {
  private let files = ["--architecture", "A.json", "--inputs", "X.h5"]

  @Test("an error is one line, with its status", arguments: [1, 2, 3])
  func errors(ranks: Int) throws {
    let job = try Job()
    try job.writeExample(inputs: 300)
    for (arguments, status) in [
      (["fit", "--architecture", "A.json", "--inputs", "absent.h5", "--output", "M.h5"], 66),
      (["fit", "--nonsense"], 64),
      (["fit"] + files + ["--output", "M.h5", "--scratch", "."], 64),
      (["kernel"] + files + ["--output", "absent/K.h5"], 66),
    ] as [([String], Int32)] {
      let outcome = try job.run("widelimit-mpi", ranks: ranks, arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.ownErrors.count == 1, "\(outcome.errors)")
    }
  }

  @Test("help and version are those of one rank")
  func help() throws {
    let outcome = try Job().run("widelimit-mpi", ranks: 2, ["--version"])
    #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 1, "\(outcome.output)")
  }

  @Test("a rank that is killed ends the job within five seconds")
  func killed() throws {
    let job = try Job()
    try job.writeExample(inputs: 6_000, depth: 300, forModels: false)
    let process = try job.start("widelimit-mpi", ranks: 3, ["kernel"] + files + ["--output", "K.h5"])
    let ranks = try job.ranks(of: process, count: 3)
    try job.wait { job.tiles(of: "K.h5") > 0 }
    #expect(process.isRunning)
    let start = Date()
    kill(try #require(ranks.last), SIGKILL)
    process.waitUntilExit()
    #expect(Date().timeIntervalSince(start) < 5 && process.terminationStatus != 0)
    #expect(job.haveEnded(ranks), "a rank goes on")
  }

  @Test("a job that was ended goes on with another number of ranks")
  func resumed() throws {
    let job = try Job()
    try job.writeExample(inputs: 2_000, depth: 300, forModels: false)
    let arguments = ["kernel"] + files + ["--output", "K.h5"]
    let process = try job.start("widelimit-mpi", ranks: 4, arguments)
    try job.wait { job.tiles(of: "K.h5") > 2 }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus != 0 && job.tiles(of: "K.h5") > 2, "tiles that are done are kept")
    let again = try job.run("widelimit-mpi", ranks: 2, arguments)
    #expect(again.status == 0 && again.errors.contains("goes on from tile"), "\(again.errors)")
    #expect(try job.run("widelimit", ranks: 0, ["kernel"] + files + ["--output", "O.h5"]).status == 0)
    for name in ["nngp", "ntk"] { #expect(try job.areEqual(name, "O.h5", "K.h5"), "\(name)") }
  }
}

extension Job {
  /// Waits for what a job in work does, a minute at most.
  func wait(until isSo: () -> Bool) throws {
    for _ in 0..<3_000 where !isSo() { Thread.sleep(forTimeInterval: 0.02) }
    try #require(isSo())
  }

  /// The processes of the ranks that mpirun has started.
  func ranks(of process: Process, count: Int) throws -> [pid_t] {
    for _ in 0..<100 {
      let found = Self.children(of: process.processIdentifier).flatMap { [$0] + Self.children(of: $0) }.filter {
        (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8))?.hasPrefix("widelimit") == true
      }
      if found.count >= count { return found }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return []
  }

  /// Whether processes are gone within a second, or zombies that nobody has asked after.
  func haveEnded(_ processes: [pid_t]) -> Bool {
    func hasEnded(_ process: pid_t) -> Bool {
      guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
      return stat.split(separator: ")").last?.split(separator: " ").first == "Z"
    }
    for _ in 0..<50 where !processes.allSatisfy(hasEnded) { Thread.sleep(forTimeInterval: 0.02) }
    return processes.allSatisfy(hasEnded)
  }

  private static func children(of process: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { child in
      let stat = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
      let rest = stat.split(separator: ")").last?.split(separator: " ") ?? []
      return rest.count > 1 && pid_t(rest[1]) == process
    }
  }
}
