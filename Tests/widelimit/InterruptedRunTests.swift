import Foundation
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
    // As soon as the sweep's file is there, its first cell is in work.
    let partial = tool.path("results/quick/lee2018/figure6.h5.partial")
    let deadline = Date.now + 60
    while !FileManager.default.fileExists(atPath: partial), process.isRunning, Date.now < deadline { usleep(500) }
    kill(process.processIdentifier, signal)
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationReason == .exit && process.terminationStatus == 130 {
      #expect(text.contains("finishing the cell in work"))
      #expect(text.contains("the same command goes on from here"))
      #expect(FileManager.default.fileExists(atPath: partial))
    } else {
      // Fast machines finish the last cell before the signal arrives.
      #expect(process.terminationStatus == 0, "\(text)")
    }
    #expect(try tool.run(["reproduce", "lee2018/figure6"]).status == 0)
    #expect(FileManager.default.fileExists(atPath: tool.path("results/quick/lee2018/figure6.h5")))
  }
}
