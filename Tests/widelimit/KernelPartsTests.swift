import Foundation
import HDF5
import Testing

/// The commands of `docs/kernels-in-parts.md`, as processes.
@Suite struct KernelPartsTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    // Of 1,100 inputs with themselves one or two seconds, in four tiles: each long enough to be met half-way.
    let layers = #"{"dense": {"weightVariance": 1.6, "biasVariance": 0.1}}, {"activation": "relu"}"#
    let repeated = #"{"repeat": {"count": 200, "layers": [\#(layers)]}}"#
    try tool.write(#"{"layers": [\#(repeated), {"dense": {"weightVariance": 1}}]}"#, to: "A.json")
    let file = try HDF5File.create(tool.folder.appending(path: "X.h5"))
    let numbers = (0..<1_100 * 20).map { (k: Int) -> Double in Double((k * 7919) % 1009) / 504 - 1 }
    try file.root.createDataset("x1", of: Double.self, shape: [1_100, 20]).write(numbers)
    try file.close()
  }

  private func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = ToolProcess.executable
    process.arguments = arguments
    process.currentDirectoryURL = tool.folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func kernel(_ output: String, _ more: String...) -> [String] {
    ["kernel", "--architecture", "A.json", "--inputs", "X.h5", "--output", output, "--threads", "1"] + more
  }

  private func numbers(_ file: String, _ name: String) throws -> [Double] {
    try HDF5File.open(tool.folder.appending(path: file)).root.dataset(name).read(as: Double.self)
  }

  private func leftovers() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: tool.folder.path).filter { $0.contains("widelimit-") }
  }

  /// Four at a time, of which one is killed as soon as it has a tile, and goes on.
  @Test func partsAsProcessesJoinIntoTheWhole() throws {
    let parts = try (1...4).map { try start(kernel("K.h5", "--part", "\($0)/4", "--quiet")) }
    let ledger = tool.path("K.part-3-of-4.h5.widelimit-ledger")
    var tiles = 0
    let deadline = Date.now + 60
    while tiles == 0, parts[2].isRunning, Date.now < deadline {
      usleep(500)
      tiles =
        ((try? String(contentsOfFile: ledger, encoding: .utf8)) ?? "").components(separatedBy: "\ntile ").count - 1
    }
    kill(parts[2].processIdentifier, SIGKILL)
    parts.forEach { $0.waitUntilExit() }
    #expect([0, 1, 3].allSatisfy { parts[$0].terminationStatus == 0 })
    #expect(parts[2].terminationReason == .uncaughtSignal)
    let three = [1, 2, 4].map { "K.part-\($0)-of-4.h5" }
    let refused = try tool.run(["join"] + three + ["--output", "K.h5"])
    #expect(refused.status == 65 && refused.errors.contains("part 3 of 4 is missing"), "\(refused.errors)")
    let again = try tool.run(kernel("K.h5", "--part", "3/4"))
    #expect(again.status == 0 && again.errors.contains("goes on from tile "), "\(again.errors)")
    // The whole array of jobs may be started again: what is complete is left alone.
    let complete = try tool.run(kernel("K.h5", "--part", "1/4"))
    #expect(complete.status == 0 && complete.errors == "K.part-1-of-4.h5: complete\n", "\(complete.errors)")
    #expect(try tool.run(["join"] + three + ["K.part-3-of-4.h5", "--output", "K.h5"]).status == 0)
    #expect(try tool.run(kernel("W.h5")).status == 0)
    for name in ["nngp", "ntk"] { #expect(try numbers("K.h5", name) == numbers("W.h5", name)) }
    #expect(try leftovers().isEmpty)
  }

  /// Of `sh`, `xargs` and the variables of Slurm: what an array job runs, in place of the scheduler.
  @Test func theLoopsOfTheDocumentationRun() throws {
    let outcome = try tool.run(
      ["--version"],
      under: """
        widelimit=$0; seq 2 | xargs -P 2 -I {} "$widelimit" kernel --architecture A.json --inputs X.h5 \\
        --output K.h5 --part {}/2 --threads 1 --quiet && "$widelimit" join K.part-*-of-2.h5 --output K.h5 && \\
        SLURM_ARRAY_TASK_ID=2 && SLURM_ARRAY_TASK_COUNT=2 && "$widelimit" kernel --architecture A.json --inputs X.h5 \\
        --output K.h5 --part $SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT
        """)
    #expect(outcome.status == 0 && outcome.errors.contains("K.part-2-of-2.h5: complete"), "\(outcome.errors)")
    #expect(try numbers("K.h5", "ntk").count == 1_100 * 1_100)
  }

  /// Killed at once and later and later, from before the first tile to behind it: tiles that are done are never done
  /// again.
  @Test func aKilledKernelHasTheBitsOfAnUnkilledOne() throws {
    var known = 0
    for attempt in 0..<8 {
      let process = try start(kernel("K.h5", "--quiet"))
      usleep(UInt32(80_000 * (attempt + 1)))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      guard process.terminationReason == .uncaughtSignal,
        let text = try? String(contentsOfFile: tool.path("K.h5.widelimit-ledger"), encoding: .utf8)
      else { continue }
      let tiles = text.split(separator: "\n").filter { $0.hasPrefix("tile ") }
      #expect(Set(tiles).count == tiles.count && tiles.count >= known)
      known = tiles.count
    }
    #expect(try tool.run(kernel("K.h5")).status == 0)
    #expect(try tool.run(kernel("W.h5")).status == 0)
    for name in ["nngp", "ntk"] { #expect(try numbers("K.h5", name) == numbers("W.h5", name)) }
    #expect(try leftovers().isEmpty)
  }

  @Test(arguments: [SIGINT, SIGTERM]) func anInterruptedKernelSaysWhereItGoesOn(signal: Int32) throws {
    let process = Process()
    process.executableURL = ToolProcess.executable
    // A part has small tiles.
    process.arguments = kernel("K.h5", "--part", "1/1", "--quiet")
    process.currentDirectoryURL = tool.folder
    let errors = Pipe()
    process.standardError = errors
    let ledger = tool.path("K.part-1-of-1.h5.widelimit-ledger")
    try process.run()
    let deadline = Date.now + 60
    while (try? String(contentsOfFile: ledger, encoding: .utf8))?.contains("\ntile ") != true, process.isRunning,
      Date.now < deadline
    { usleep(500) }
    kill(process.processIdentifier, signal)
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    // One whole tile may be all.
    if process.terminationStatus == 0 { return }
    #expect(process.terminationStatus == 130)
    #expect(text.contains("interrupted; the same command goes on from tile "), "\(text)")
    #expect(try tool.run(kernel("K.h5", "--part", "1/1")).status == 0)
  }

  @Test(arguments: ["0/2", "3/2", "1", "a/b", "1/2/3"]) func whatIsNoPartIsRefused(part: String) throws {
    let outcome = try tool.run(kernel("K.h5", "--part", part))
    #expect(outcome.status == 64 && outcome.errors.contains("--part"), "\(outcome.errors)")
  }

  /// A limit on file sizes is met as a full disk is.
  @Test func aFullDiskLeavesNothing() throws {
    let outcome = try tool.run(kernel("K.h5", "--part", "1/2"), under: "ulimit -f 100")
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(try leftovers().isEmpty)
    #expect(try tool.run(kernel("K.h5", "--part", "1/2")).status == 0)
  }
}
