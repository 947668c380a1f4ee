import Foundation
import HDF5
import Testing

/// Signals that ask the tool to end: status 130, within seconds, and nothing left behind.
@Suite struct SignalTests {
  @Test(arguments: [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGUSR1, SIGUSR2, SIGALRM], ["kernel", "predict"])
  func aBlockOfWorkEndsAtOnceAndLeavesNothing(signal: Int32, command: String) throws {
    let tool = try ToolProcess()
    try tool.write(#"{"layers": ["# + Self.deep + "]}", to: "A.json")
    try Self.writeInputs(in: tool.folder, rows: 4000)
    let before = try Self.names(in: tool)
    let method = command == "predict" ? ["--method", "gp"] : []
    let arguments = [command, "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5", "--quiet"] + method
    let run = try Self.start(tool, arguments)
    // Until the output is begun under whatever name.
    #expect(Self.wait { (try? Self.names(in: tool).isStrictSuperset(of: before)) == true })
    usleep(300_000)
    kill(run.processIdentifier, signal)
    #expect(Self.wait(seconds: 5) { !run.isRunning })
    kill(run.processIdentifier, SIGKILL)
    run.waitUntilExit()
    #expect(run.terminationStatus == 130 && run.terminationReason == .exit)
    #expect(try Self.names(in: tool) == before)
  }

  @Test(arguments: ["HUP", "TERM", "USR1"]) func whatIsIgnoredStaysIgnored(name: String) throws {
    let tool = try ToolProcess()
    let outcome = try tool.run(["list"], under: "trap '' \(name); (sleep 0.2; kill -\(name) $$) & true")
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  /// Threads get them at the same time, and one ends the process.
  @Test(arguments: 0..<8) func severalSignalsAreToldOnce(attempt: Int) throws {
    let tool = try ToolProcess()
    try tool.write(#"{"layers": ["# + Self.deep + "]}", to: "A.json")
    try Self.writeInputs(in: tool.folder, rows: 2000)
    let outcome = try tool.run(
      ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", "K.h5", "--quiet"],
      under: "(sleep 0.\(3 + attempt % 4); "
        + "for s in HUP TERM USR1 XCPU QUIT ALRM; do kill -$s $$; done) 2>/dev/null & true")
    #expect(outcome.status == 130)
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(try Self.names(in: tool) == ["A.json", "X.h5", ".stdout", ".stderr"])
  }

  @Test(arguments: [["list"], ["doctor"], ["verify"], ["report"], ["data", "check"]], [20, 60, 150])
  func shortCommandsEndWith130OrAreThrough(arguments: [String], milliseconds: UInt32) throws {
    let tool = try ToolProcess()
    let before = try Self.names(in: tool)
    let run = try Self.start(tool, arguments)
    usleep(milliseconds * 1000)
    kill(run.processIdentifier, SIGTERM)
    run.waitUntilExit()
    // No results and no data sets are here: 65 and 66. Before the program's own first instruction the system ends it.
    let isThrough = run.terminationReason == .exit && [0, 65, 66, 130].contains(run.terminationStatus)
    #expect(isThrough || (milliseconds == 20 && run.terminationStatus == SIGTERM), "\(run.terminationStatus)")
    #expect(try Self.names(in: tool) == before)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT]) func aDownloadTakesItsChildWithIt(signal: Int32) throws {
    let tool = try ToolProcess()
    try tool.write("#!/bin/sh\necho $$ > \(tool.path("pid"))\nexec sleep 600\n", to: "curl")
    chmod(tool.path("curl"), 0o755)
    let run = try Self.start(
      tool, ["data", "fetch", "mnist", "--datasets", "d", "--quiet"], path: tool.folder.path + ":/usr/bin:/bin")
    func child() -> pid_t? {
      (try? String(contentsOfFile: tool.path("pid"), encoding: .utf8)).flatMap {
        pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines))
      }
    }
    #expect(Self.wait { child() != nil })
    kill(run.processIdentifier, signal)
    let identifier = try #require(child())
    // Foundation takes the tool for running as long as something that it started is.
    #expect(Self.wait(seconds: 20) { !run.isRunning })
    #expect(kill(identifier, SIGKILL) != 0, "curl goes on")
    run.waitUntilExit()
    #expect(run.terminationStatus == 130)
    let left = try FileManager.default.subpathsOfDirectory(atPath: tool.path("d"))
    #expect(left.allSatisfy { !$0.contains("headers") && !$0.contains("errors") }, "\(left)")
  }

  /// Images are drawn into a folder that gets its name when it is complete.
  @Test(arguments: [0, 100, 300, 600]) func anInterruptedDrawingLeavesNoFolder(milliseconds: UInt32) throws {
    let tool = try ToolProcess()
    let run = try Self.start(tool, ["reproduce", "lee2018/table2", "--quiet"])
    func drawn() -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: tool.path("results/procedural-datasets"))) ?? []
    }
    #expect(Self.wait { !drawn().isEmpty })
    usleep(milliseconds * 1000)
    kill(run.processIdentifier, SIGTERM)
    #expect(Self.wait(seconds: 30) { !run.isRunning })
    #expect(run.terminationStatus == 130)
    #expect(drawn().allSatisfy { !$0.hasPrefix(".") }, "\(drawn())")
  }

  /// As daemons have it, whose children are waited for by nobody.
  @Test func whereEndsOfChildrenAreIgnoredADownloadIsNoticed() throws {
    let tool = try ToolProcess()
    try tool.write("#!/bin/sh\necho 'curl: (6) no such host' >&2\nexit 6\n", to: "curl")
    chmod(tool.path("curl"), 0o755)
    let outcome = try tool.run(
      ["data", "fetch", "mnist", "--datasets", "d", "--quiet"], under: "PATH=\"$PWD:$PATH\"; trap '' CHLD")
    #expect(outcome.status == 74 && outcome.errors.contains("no such host"), "\(outcome.errors)")
  }

  /// Thirty layers of tanh: minutes for some thousand inputs.
  private static let deep = #"""
    {"dense": {"weightVariance": 1.5}}, {"repeat": {"count": 30, "layers": [{"activation": "tanh"}, \#
    {"dense": {"weightVariance": 1.5, "biasVariance": 0.1}}]}}
    """#

  private static func writeInputs(in folder: URL, rows: Int) throws {
    let file = try HDF5File.create(folder.appending(path: "X.h5"))
    for (name, width) in [("x1", 20), ("x2", 20), ("y1", 1)] {
      let values = (0..<rows * width).map { (k: Int) -> Double in Double((k &* 7919) % 1009) / 504 - 1 }
      try file.root.createDataset(name, of: Double.self, shape: [rows, width]).write(values)
    }
    try file.close()
  }

  private static func start(_ tool: ToolProcess, _ arguments: [String], path: String? = nil) throws -> Process {
    let process = Process()
    process.executableURL = ToolProcess.executable
    process.arguments = arguments
    process.currentDirectoryURL = tool.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    if let path { process.environment = ProcessInfo.processInfo.environment.merging(["PATH": path]) { $1 } }
    try process.run()
    return process
  }

  private static func names(in tool: ToolProcess) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: tool.folder.path))
  }

  private static func wait(seconds: Double = 60, until isTrue: () -> Bool) -> Bool {
    let deadline = Date.now + seconds
    while !isTrue(), Date.now < deadline { usleep(5000) }
    return isTrue()
  }
}
