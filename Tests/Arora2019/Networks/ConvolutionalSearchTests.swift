import Arora2019
import Datasets
import ExperimentSupport
import Foundation
import Platform
import Results
import Suite
import Synchronization
import Testing
import TestSupport
import Work

/// A search of small networks by itself.
private final class Search: Experiment {
  struct Stop: Error {}

  struct Settings: Codable {
    var search: ConvolutionalSearch
  }

  static let trials = [6, 3, 2]

  let id = "test/convolutions"
  let title = "A search"
  let reference = "arXiv:0000.00000"
  let datasets: [DatasetDescription] = [.cifar10]
  let tiers: [Tier: TierPlan<Settings>]
  /// Called when a cell has its row, which is not in the file yet.
  let afterCell = Mutex<(@Sendable (Point) throws -> Void)?>(nil)

  init() {
    let rungs = zip(Self.trials, [20, 40, 80]).map { ConvolutionalSearch.Rung(trials: $0, epochs: $1) }
    let search = ConvolutionalSearch(
      block: 4, training: 100, validation: 200, test: 300, depths: [3], batch: 5,
      ranges: .init(rate: 0.1...1, multiplier: 0.1...0.5, channels: [8, 16]), rungs: rungs, otherSeeds: [1, 2])
    tiers = .everyTier(TierPlan(Settings(search: search), seconds: 1, megabytes: 0))
  }

  func sweeps(_ settings: Settings) -> [Sweep] {
    settings.search.sweeps.map { sweep in
      sweep.calling { [self] point in try afterCell.withLock({ $0 })?(point) }
    }
  }

  func scores(_ tables: Tables, _ settings: Settings) -> [Score] { [] }
}

@Suite("A search of convolutional networks") struct ConvolutionalSearchTests {
  private final class Laboratory: Sendable {
    let scratch: ScratchFolder
    private let lines = Mutex<[String]>([])

    init() throws { scratch = try ScratchFolder() }

    var results: URL { scratch.file("quick/test/convolutions.h5") }
    var checkpoints: URL { results.appendingPathExtension("checkpoints") }
    var notices: [String] { lines.withLock { $0.filter { $0.contains("checkpoint") } } }

    func run(_ search: Search, threads: Int = 1) throws {
      let progress = ProgressDisplay(style: .quiet) { text in self.lines.withLock { $0.append(text) } }
      let runner = Runner(
        settings: RunSettings(tier: .quick, results: scratch.url, rootSeed: 0, threads: threads),
        library: DrawnImages.library, progress: progress, interruption: Interruption(),
        program: Program(commit: "one", isDirty: "false", executable: "one", blasCore: "any", threads: threads),
        machine: { Machine(availableMemoryBytes: .max, totalMemoryBytes: .max) })
      _ = try runner.run(search)
    }

    /// All numbers of the finished file.
    func values() throws -> [CellValues] {
      let results = try ResultsFile(results)
      return try Search().plan(.quick).layouts.map { layout in
        var values = CellValues()
        for variable in layout.variables {
          switch variable.type {
          case .float64: values.numbers[variable.name] = try results.numbers(variable.name, group: layout.group).values
          case .int64: values.integers[variable.name] = try results.integers(variable.name, group: layout.group).values
          case .text: values.texts[variable.name] = try results.texts(variable.name, group: layout.group).values
          }
        }
        return values
      }
    }

    func isSame(as other: Laboratory) throws -> Bool {
      try zip(values(), other.values()).allSatisfy {
        $0.difference(from: $1, tolerance: 0, comparesIntegers: true) == nil
      }
    }
  }

  private static let whole: Laboratory? = {
    guard let laboratory = try? Laboratory(), (try? laboratory.run(Search())) != nil else { return nil }
    return laboratory
  }()

  /// Every trial is in the file, the best of each rung on the next; no checkpoint is left and none is missed.
  @Test func theBestOfEachRungGoOn() throws {
    let whole = try #require(Self.whole)
    let values = try whole.values()
    #expect(values.count == 4)
    for search in 0..<2 {
      func part<T>(_ values: [T]?, _ count: Int) -> [T] {
        Array((values ?? [])[search * count..<(search + 1) * count])
      }
      for rung in 1..<3 {
        let (below, own) = (Search.trials[rung - 1], Search.trials[rung])
        let (draws, ends) = (
          part(values[rung - 1].integers["draw"], below), part(values[rung - 1].integers["end"], below)
        )
        let (accuracies, errors) = (
          part(values[rung - 1].numbers["validation_accuracy"], below),
          part(values[rung - 1].numbers["validation_mse"], below)
        )
        let standings = draws.indices.filter { draws[$0] >= 0 }.map {
          SuccessiveHalving.Standing(
            draw: draws[$0], accuracy: accuracies[$0], squaredError: errors[$0], canGoOn: ends[$0] == 0)
        }
        let promoted = SuccessiveHalving.promoted(standings, places: own)
        #expect(part(values[rung].integers["draw"], own).filter { $0 >= 0 } == promoted)
      }
      // 20 steps an epoch, 80 epochs, times 0.3 or 4.
      #expect(part(values[2].integers["steps"], 2) == (search == 0 ? [480, 480] : [6_400, 6_400]))
      // The best of the last rung, twice more.
      let draws = part(values[2].integers["draw"], 2)
      let accuracies = part(values[2].numbers["validation_accuracy"], 2)
      #expect(part(values[3].integers["draw"], 2).allSatisfy { $0 == draws[accuracies[0] >= accuracies[1] ? 0 : 1] })
      let again = part(values[3].numbers["test_accuracy"], 2)
      #expect(again[0] != again[1])
    }
    // Ten classes: chance is 0.1.
    #expect(values[2].numbers["test_accuracy"]?.max() ?? 0 > 0.3)
    #expect(values[2].numbers["training_accuracy"]?.max() ?? 0 > 0.9)
    #expect(!FileManager.default.fileExists(atPath: whole.checkpoints.path))
    #expect(whole.notices.isEmpty)
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let (whole, other) = (try #require(Self.whole), try Laboratory())
    try other.run(Search(), threads: 3)
    #expect(try other.isSame(as: whole))
  }

  /// A run that ends after every cell, before that is in the file.
  @Test func aSearchGoesOnFromEveryCell() throws {
    let (whole, laboratory, search) = (try #require(Self.whole), try Laboratory(), Search())
    let seen = Mutex<Set<String>>([])
    search.afterCell.withLock {
      $0 = { point in
        let isNew = seen.withLock { $0.insert("\(point.layout.group) \(point.cell)").inserted }
        if isNew { throw Search.Stop() }
      }
    }
    for _ in 0..<40 where !FileManager.default.fileExists(atPath: laboratory.results.path) {
      _ = try? laboratory.run(search)
    }
    #expect(try laboratory.isSame(as: whole))
    #expect(laboratory.notices.isEmpty)
  }
}
