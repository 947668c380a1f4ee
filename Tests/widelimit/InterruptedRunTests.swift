import Foundation
import HDF5
import Testing

/// A run of the tool that is interrupted and goes on, with the cheapest experiments of the suite.
@Suite struct InterruptedRunTests {
  @Test func resultsAreReportedAndARepeatedRunComputesNothing() throws {
    let tool = try ToolProcess()
    let first = try tool.run(["reproduce", "lee2018/figure6"])
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.errors.contains("lee2018/figure6: "))
    for name in ["lee2018/figure6.h5", "lee2018/figure6.png", "REPORT.md", "index.html"] {
      #expect(FileManager.default.fileExists(atPath: tool.path("results/quick/\(name)")), "\(name)")
    }
    let second = try tool.run(["reproduce", "lee2018/figure6"])
    #expect(second.status == 0)
    #expect(second.errors.contains("lee2018/figure6: complete"))
    let quiet = try tool.run(["reproduce", "lee2018/figure6", "--quiet"])
    #expect(!quiet.errors.contains("complete"))
  }

  /// Nothing can be done on SIGKILL: what was flushed must do. The resumed data are those of a run that nobody
  /// disturbed.
  ///
  /// Runs are killed at once, and again later and later, which hits a cell of `lee2018/selection` in every stage:
  /// correlations, kernels, factors, predictions and writing.
  @Test(arguments: [
    ("lee2018/figure6", 1, ["kernel_closed_form", "kernel_interpolated"]),
    ("lee2018/selection", 6, ["grid/validation_mse", "grid/test_accuracy", "paper_setting/test_mse"]),
  ]) func aKilledRunIsResumedToTheSameBits(experiment: String, kills: Int, names: [String]) throws {
    let tool = try ToolProcess()
    let partial = tool.path("results/quick/\(experiment).h5.partial")
    var killed = 0
    for attempt in 0..<kills {
      let process = Process()
      process.executableURL = ToolProcess.executable
      process.arguments = ["reproduce", experiment, "--quiet"]
      process.currentDirectoryURL = tool.folder
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      let deadline = Date.now + 60
      while !FileManager.default.fileExists(atPath: partial), process.isRunning, Date.now < deadline { usleep(500) }
      usleep(attempt == 0 ? 0 : UInt32(50_000 << attempt) / 2)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { killed += 1 }
    }
    // Figure 6 takes milliseconds, and may be through before it is killed.
    #expect(killed > 0 || kills == 1)
    #expect(try tool.run(["reproduce", experiment, "--quiet"]).status == 0)
    // The same images: they are not drawn again.
    let images = "procedural-datasets"
    if FileManager.default.fileExists(atPath: tool.path("results/\(images)")) {
      try FileManager.default.createDirectory(atPath: tool.path("undisturbed"), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: tool.path("results/\(images)"), toPath: tool.path("undisturbed/\(images)"))
    }
    #expect(try tool.run(["reproduce", experiment, "--quiet", "--results", "undisturbed"]).status == 0)
    let files = try ["results", "undisturbed"].map {
      try HDF5File.open(tool.folder.appending(path: "\($0)/quick/\(experiment).h5")).root
    }
    for name in names {
      let bits = try files.map { try $0.dataset(name).read(as: Double.self).map(\.bitPattern) }
      #expect(bits[0] == bits[1] && !bits[0].isEmpty, "\(name)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func anInterruptedRunEndsWith130AndTheNextOneFinishes(signal: Int32) throws {
    let tool = try ToolProcess()
    let process = Process()
    process.executableURL = ToolProcess.executable
    process.arguments = ["reproduce", "lee2018/figure6"]
    process.currentDirectoryURL = tool.folder
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // As soon as the sweep's file is there, its first cell is begun.
    let partial = tool.path("results/quick/lee2018/figure6.h5.partial")
    let deadline = Date.now + 60
    while !FileManager.default.fileExists(atPath: partial), process.isRunning, Date.now < deadline { usleep(500) }
    kill(process.processIdentifier, signal)
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationReason == .exit && process.terminationStatus == 130 {
      // The first cell is about to be begun, or is in work and finished first.
      let isFinished = text.contains("finishing the cell in work")
      #expect(text.contains(isFinished ? "goes on from here" : "interrupted; the same command"))
      #expect(FileManager.default.fileExists(atPath: partial))
    } else {
      // Fast machines finish the last cell before the signal arrives.
      #expect(process.terminationStatus == 0, "\(text)")
    }
    #expect(try tool.run(["reproduce", "lee2018/figure6"]).status == 0)
    #expect(FileManager.default.fileExists(atPath: tool.path("results/quick/lee2018/figure6.h5")))
  }
}
