import Datasets
import Foundation
import Platform
import Results
import Suite
import Synchronization
import TestSupport
import Work

/// A small experiment that counts which of its cells are computed: cell (i, j) of two sweeps has the value 10 i + j,
/// times what the settings say.
final class CountingExperiment: Experiment {
  struct Mishap: Error {}

  struct Settings: Codable {
    var factor = 1.0
  }

  static let row = Axis<String>("row", "row")
  static let column = Axis<Int>("column", "column")
  static let value = Column<Double>("value", "10 i + j")
  static let weight = Column<Double>("weight", "set once")
  static let second = SweepName("second")

  let id = "test/counting"
  let title = "Counting"
  let reference = "arXiv:0000.00000"
  let revision: Int
  let tiers: [Tier: TierPlan<Settings>]
  private let columns: Int
  /// By how much values are off, relatively: a program with another arithmetic.
  private let error: Double
  /// The row that is off; nil: all.
  private let wrongRow: String?
  private let weight: Double
  /// What a cell does instead of succeeding.
  let mishap: Mutex<(@Sendable (String, [Int]) throws -> Void)?> = Mutex(nil)
  private let expectsMishaps: Bool
  private let sweepNames: [SweepName]
  private let calls = Mutex<[String]>([])

  init(
    megabytes: Int = 0, expectsMishaps: Bool = false, settings: Settings = Settings(), revision: Int = 1,
    columns: Int = 3, error: Double = 0, wrongRow: String? = nil, weight: Double = 7,
    sweepNames: [SweepName] = [.only, second]
  ) {
    self.sweepNames = sweepNames
    let plan = TierPlan(settings, seconds: 1, megabytes: megabytes)
    tiers = [.quick: plan, .standard: plan]
    (self.expectsMishaps, self.revision, self.columns) = (expectsMishaps, revision, columns)
    (self.error, self.wrongRow, self.weight) = (error, wrongRow, weight)
  }

  var computed: [String] { calls.withLock { $0 } }

  func sweeps(_ settings: Settings) -> [Sweep] {
    sweepNames.map { name in
      Sweep(
        name, cells: [Self.row(["a", "b"]), Self.column(0..<columns)], columns: [Self.value]
      ) { [self] point, _ in
        let (i, j) = (try point.place(on: Self.row), try point[Self.column])
        calls.withLock { $0.append("\(name.group) \([i, j])") }
        if let mishap = mishap.withLock({ $0 }) { try mishap(name.group, [i, j]) }
        let isWrong = try wrongRow == nil || point[Self.row] == wrongRow
        return Row(Self.value => settings.factor * Double(10 * i + j) * (isWrong ? 1 + error : 1))
      }
      .costing { try Double(10 - $0[Self.column]) }
      .with(constants: [Self.weight]) { [weight] _ in Row(Self.weight => weight) }
      .taking { [expectsMishaps] error, _ in
        expectsMishaps && error is Mishap ? Row(Self.value => .nan, status: .diverged) : nil
      }
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) throws -> [Score] {
    [Score(key: "sum", value: try tables.only[Self.value].reduce(0, +), title: "sum")]
  }

  func narrative(_ tables: Tables, _ settings: Settings) -> String { "Times \(settings.factor)." }
}

/// Shows the rows of `CountingExperiment`.
struct CountingView: View {
  let id = "test/view"
  let title = "A view"
  let reference = "arXiv:0000.00000"
  let shown = CountingExperiment()

  func scores(_ tables: Tables, _ settings: CountingExperiment.Settings) throws -> [Score] {
    let value = try tables.only.value(
      CountingExperiment.value, CountingExperiment.row == "a", CountingExperiment.column == 0)
    return [Score(key: "first", value: value, title: "first")]
  }
}

/// A folder of results that goes when its owner goes.
final class Laboratory: Sendable {
  private let scratch: ScratchFolder
  var results: URL { scratch.url }
  let interruption = Interruption()
  let transcript = Transcript()

  init() throws { scratch = try ScratchFolder() }

  /// - Parameter program: its commit; another one is another executable.
  func runner(
    seed: UInt64 = 0, tier: Tier = .quick, freeMemory: Int = 1_000_000, program: String = "one",
    threads: Int = 1
  ) -> Runner {
    let progress = transcript.progress(.lines)
    return Runner(
      settings: RunSettings(tier: tier, results: results, rootSeed: seed, threads: threads),
      library: DatasetLibrary(
        directory: nil, proceduralDirectory: results.appending(path: "procedural"), progress: progress),
      progress: progress, interruption: interruption,
      program: Program(commit: program, isDirty: "false", executable: program, blasCore: "any", threads: 1),
      machine: { Machine(availableMemoryBytes: freeMemory, totalMemoryBytes: freeMemory) })
  }

  var file: URL { results.appending(path: "quick/test/counting.h5") }
  var partial: URL { file.appendingPathExtension("partial") }
  var stale: URL { file.appendingPathExtension("stale") }

  func exists(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
}

/// An experiment of one cell.
struct OtherExperiment: Experiment {
  static let cell = Axis<Int>("cell", "cell")
  static let value = Column<Double>("value", "value")

  let id = "test/other"
  let title = "Other"
  let reference = "arXiv:0000.00000"
  let tiers = [Tier: TierPlan<NoSettings>].everyTier(TierPlan(NoSettings(), seconds: 1, megabytes: 0))

  func sweeps(_ settings: NoSettings) -> [Sweep] {
    [Sweep(cells: [Self.cell([0])], columns: [Self.value]) { _, _ in Row(Self.value => 1) }]
  }

  func scores(_ tables: Tables, _ settings: NoSettings) -> [Score] { [] }
}
