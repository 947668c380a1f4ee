import Foundation
import HDF5
import Platform
import Testing

/// Whatever lies beside an output is as it was after a run, however that ends.
@Suite struct ForeignFilesTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    try tool.write(ExitStatusTests.architecture, to: "A.json")
    try write([1, 2, 3, 4, 5, 6], rows: 3, to: "X.h5")
    // Names that a program like this might use for itself, as files and as links.
    for (number, ending) in ["lock", "partial", "new", "tmp", "part", "part.headers", "stale"].enumerated() {
      for stem in ["K.h5", "results/quick/lee2018/figure6.h5", "results/quick/REPORT.md"] {
        // A partial file of an experiment is refused; that is tested with `SweepOpening`.
        if ending == "partial", stem.hasSuffix("figure6.h5") { continue }
        let url = tool.folder.appending(path: "\(stem).\(ending)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        if number.isMultiple(of: 2) {
          try Data("precious \(ending)".utf8).write(to: url)
        } else {
          try FileManager.default.createSymbolicLink(at: url, withDestinationURL: tool.folder.appending(path: "A.json"))
        }
      }
    }
  }

  private func write(_ values: [Double], rows: Int, to name: String) throws {
    let file = try HDF5File.create(tool.folder.appending(path: name))
    try file.root.createDataset("x1", of: Double.self, shape: [rows, values.count / rows]).write(values)
    try file.close()
  }

  /// What every name in the folder holds, or leads to.
  private func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: tool.folder.path) {
      let path = tool.path(name)
      if [".stdout", ".stderr"].contains(name) { continue }
      if let link = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
        contents[name] = Data(link.utf8)
      } else if FileSystem.isRegular(URL(filePath: path)) {
        contents[name] = try Data(contentsOf: URL(filePath: path))
      }
    }
    return contents
  }

  private func kernel(_ output: String = "K.h5", inputs: String = "X.h5", _ more: String...) -> [String] {
    ["kernel", "--architecture", "A.json", "--inputs", inputs, "--output", output, "--quiet"] + more
  }

  private static let reproduce = ["reproduce", "lee2018/figure6", "--quiet"]

  /// All that was there is there, and nothing is new but `made`.
  private func expectKept(_ before: [String: Data], made: Set<String>) throws {
    let after = try contents()
    for (name, content) in before { #expect(after[name] == content, "\(name)") }
    #expect(Set(after.keys).subtracting(before.keys) == made)
  }

  @Test func successTouchesNothingElse() throws {
    let before = try contents()
    #expect(try tool.run(kernel()).status == 0)
    try expectKept(before, made: ["K.h5"])
    let outcome = try tool.run(Self.reproduce)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let results = ["REPORT.md", "index.html", "results.json", "lee2018/figure6.h5", "lee2018/figure6.png"]
    try expectKept(before, made: Set(["K.h5"] + results.map { "results/quick/" + $0 }))
  }

  @Test func failureTouchesNothing() throws {
    try write([1, .nan, 3, 4, 5, 6], rows: 3, to: "N.h5")
    let before = try contents()
    #expect(try tool.run(kernel(inputs: "N.h5")).status == 65)
    try expectKept(before, made: [])
  }

  /// A limit on file sizes is met as a full disk is: in the middle of writing.
  @Test func aFullDiskTouchesNothing() throws {
    let before = try contents()
    #expect(try tool.run(kernel(), under: "ulimit -f 1").status == 74)
    try expectKept(before, made: [])
    #expect(try tool.run(Self.reproduce, under: "ulimit -f 1").status == 74)
    try expectKept(before, made: [])
  }

  /// Nothing can be done on SIGKILL: the next run takes away what it left.
  @Test func aKilledRunLeavesWhatTheNextOneRemoves() throws {
    let layers = #"{"dense": {"weightVariance": 1.5}}, {"activation": "tanh"}"#
    let repeated = #"{"repeat": {"count": 60, "layers": [\#(layers)]}}"#
    try tool.write(#"{"layers": [\#(repeated), {"dense": {"weightVariance": 1}}]}"#, to: "A.json")
    try write((0..<40_000).map { sin(Double($0 * $0)) }, rows: 2000, to: "L.h5")
    #expect(try tool.run(kernel()).status == 0)
    let before = try contents()
    let process = Process()
    process.executableURL = ToolProcess.executable
    process.arguments = kernel(inputs: "L.h5")
    process.currentDirectoryURL = tool.folder
    try process.run()
    let deadline = Date.now + 60
    func leftovers() throws -> [String] { try contents().keys.filter { before[$0] == nil } }
    while try !leftovers().contains("K.h5.widelimit-ledger"), process.isRunning, Date.now < deadline {
      usleep(500)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    let left = try Set(leftovers())
    #expect(left.isSuperset(of: ["K.h5.widelimit-partial", "K.h5.widelimit-ledger", ".K.h5.widelimit-lock"]))
    try expectKept(before, made: left)
    #expect(try tool.run(kernel()).status == 0)
    #expect(try leftovers().isEmpty)
  }

  @Test func twoRunsOfOneOutputAreKeptApart() throws {
    let lock = try FileLock(for: tool.folder.appending(path: "K.h5"))
    let outcome = try tool.run(kernel())
    #expect(outcome.status == 75 && outcome.errors.contains("process \(getpid())"), "\(outcome.errors)")
    withExtendedLifetime(lock) {}
  }

  /// While a run computes for hours its output's name is free for everyone.
  @Test func whatGetsTheOutputsNameMeanwhileStays() throws {
    let layers = #"{"dense": {"weightVariance": 1.5}}, {"activation": "tanh"}"#
    let repeated = #"{"repeat": {"count": 60, "layers": [\#(layers)]}}"#
    try tool.write(#"{"layers": [\#(repeated), {"dense": {"weightVariance": 1}}]}"#, to: "A.json")
    try write((0..<30_000).map { sin(Double($0 * $0)) }, rows: 1500, to: "L.h5")
    let (before, process) = (try Set(contents().keys), Process())
    process.executableURL = ToolProcess.executable
    process.arguments = kernel(inputs: "L.h5")
    process.currentDirectoryURL = tool.folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    let deadline = Date.now + 60
    while try Set(contents().keys) == before, process.isRunning, Date.now < deadline { usleep(500) }
    try tool.write("mine", to: "K.h5")
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    // The stale one of before is somebody else's, too.
    #expect(try String(contentsOfFile: tool.path("K.h5.stale-2"), encoding: .utf8) == "mine")
    #expect(try Set(contents().keys).subtracting(before) == ["K.h5", "K.h5.stale-2"])
    #expect(try HDF5File.open(tool.folder.appending(path: "K.h5")).root.contains("ntk"))
  }

  @Test func aForeignOutputNeedsAFlag() throws {
    try tool.write("[package]", to: "Cargo.toml")
    let refused = try tool.run(kernel("Cargo.toml"))
    #expect(refused.status == 74 && refused.errors.contains("--overwrite"), "\(refused.errors)")
    #expect(try String(contentsOfFile: tool.path("Cargo.toml"), encoding: .utf8) == "[package]")
    #expect(try tool.run(kernel("Cargo.toml", inputs: "X.h5", "--overwrite")).status == 0)
    // The flag is not for what the run reads.
    #expect(try tool.run(kernel("X.h5", inputs: "X.h5", "--overwrite")).status == 64)
  }

  /// A README is written between its two markers or not at all.
  @Test(arguments: [
    ("my notes", 65), ("\u{0}", 65),
    ("<!-- results: begin -->\nmine\n<!-- results: begin -->\n<!-- results: end -->", 65),
  ]) func aReadmeWithoutItsMarkersStays(text: String, status: Int32) throws {
    // The zero stands for what is no text.
    let bytes = text == "\u{0}" ? Data([0xE9, 0xFF]) : Data(text.utf8)
    try bytes.write(to: tool.folder.appending(path: "R.md"))
    let outcome = try tool.run(["report", "--readme", "R.md", "--results", "none"])
    #expect(outcome.status == status && outcome.errors.hasPrefix("Error: R.md: "), "\(outcome.errors)")
    #expect(try Data(contentsOf: tool.folder.appending(path: "R.md")) == bytes)
  }

  @Test func theTableOfNumbersReplacesNoNotes() throws {
    try tool.write("my notes", to: "notes.md")
    let outcome = try tool.run(["report", "--numbers", "notes.md", "--results", "none"])
    #expect(outcome.status == 74 && outcome.errors.contains("notes.md"), "\(outcome.errors)")
    #expect(try String(contentsOfFile: tool.path("notes.md"), encoding: .utf8) == "my notes")
    for _ in 0..<2 { #expect(try tool.run(["report", "--numbers", "new.md", "--results", "none"]).status == 0) }
  }
}
