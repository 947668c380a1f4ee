import Datasets
import Foundation
import Platform
import Results
import Suite
import Synchronization

/// A small experiment that counts which of its cells are computed: cell (i, j) of two groups has the value 10 i + j.
final class CountingExperiment: Experiment {
  struct Mishap: Error {}

  let id = "test/counting"
  let title = "Counting"
  let reference = "arXiv:0000.00000"
  let memoryBytes: Int
  /// What a cell does instead of succeeding.
  let mishap: Mutex<(@Sendable (String, [Int]) throws -> Void)?> = Mutex(nil)
  let expectsMishaps: Bool
  private let calls = Mutex<[String]>([])

  init(memoryBytes: Int = 1000, expectsMishaps: Bool = false) {
    (self.memoryBytes, self.expectsMishaps) = (memoryBytes, expectsMishaps)
  }

  var computed: [String] { calls.withLock { $0 } }

  func cost(_ tier: Tier) -> Cost? {
    tier == .paper ? nil : Cost(seconds: 1, memoryBytes: memoryBytes, diskBytes: 100_000)
  }

  func layouts(_ tier: Tier) throws -> [SweepLayout] {
    ["/", "/second"].map { group in
      SweepLayout(
        group: group,
        coordinates: [
          Coordinate(name: "row", values: .strings(["a", "b"]), longName: "row"),
          Coordinate(name: "column", values: .integers([0, 1, 2]), longName: "column"),
        ],
        variables: [
          Variable(name: "value", dimensions: ["row", "column"], longName: "10 i + j"),
          Variable(name: "weight", dimensions: [], longName: "set once"),
        ], cellDimensions: ["row", "column"])
    }
  }

  func shared(group: String, tier: Tier, context: RunContext) throws -> SharedValues {
    SharedValues(numbers: ["weight": [7]])
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    calls.withLock { $0.append("\(group) \(cell)") }
    if let mishap = mishap.withLock({ $0 }) { try mishap(group, cell) }
    return CellOutcome(CellValues(numbers: ["value": [Double(10 * cell[0] + cell[1])]]))
  }

  func outcome(of error: any Error, group: String, cell: [Int], tier: Tier) -> CellOutcome? {
    expectsMishaps && error is Mishap
      ? CellOutcome(CellValues(numbers: ["value": [.nan]]), status: .diverged) : nil
  }

  func scores(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    [Score(key: "sum", value: try results.numbers("value").values.reduce(0, +), title: "sum")]
  }
}

/// Shows the rows of `CountingExperiment`.
struct CountingView: View {
  let id = "test/view"
  let title = "A view"
  let reference = "arXiv:0000.00000"
  let shownExperiment = "test/counting"

  func scores(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    [Score(key: "first", value: try results.numbers("value").values[0], title: "first")]
  }
}

/// A folder of results that goes when its owner goes.
final class Laboratory: Sendable {
  let results: URL
  let interruption = Interruption()
  let transcript = Transcript()

  init() throws {
    results = FileManager.default.temporaryDirectory.appending(
      path: "suite-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: results) }

  func runner(seed: UInt64 = 0, tier: Tier = .quick, freeMemory: Int = 1_000_000) -> Runner {
    let progress = transcript.progress(.lines)
    return Runner(
      settings: RunSettings(tier: tier, results: results, rootSeed: seed, threads: 1),
      library: DatasetLibrary(
        directory: nil, proceduralDirectory: results.appending(path: "procedural"), progress: progress),
      progress: progress, interruption: interruption,
      machine: { Machine(availableMemoryBytes: freeMemory, totalMemoryBytes: freeMemory) })
  }

  var file: URL { results.appending(path: "quick/test/counting.h5") }
  var partial: URL { file.appendingPathExtension("partial") }

  func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}

/// An experiment of one cell.
struct OtherExperiment: Experiment {
  let id = "test/other"
  let title = "Other"
  let reference = "arXiv:0000.00000"

  func cost(_ tier: Tier) -> Cost? { Cost(seconds: 1, memoryBytes: 1000, diskBytes: 1000) }

  func layouts(_ tier: Tier) throws -> [SweepLayout] {
    [
      SweepLayout(
        group: "/", coordinates: [.index("cell", count: 1, longName: "cell")],
        variables: [Variable(name: "value", dimensions: ["cell"], longName: "value")], cellDimensions: ["cell"])
    ]
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    CellOutcome(CellValues(numbers: ["value": [1]]))
  }

  func scores(_ results: ResultsFile, tier: Tier) throws -> [Score] { [] }
}
