import Datasets
import ExperimentSupport
import Foundation
import Lee2018
import Platform
import Results
import Suite
import Synchronization
import Testing
import TestSupport
import Work

@Suite("A search of networks") struct NetworkSearchTests {
  private final class Laboratory: Sendable {
    let scratch: ScratchFolder
    private let lines = Mutex<[String]>([])

    init() throws { scratch = try ScratchFolder() }

    var results: URL { scratch.file("quick/test/search.h5") }
    var partial: URL { results.appendingPathExtension("partial") }
    var checkpoints: URL { results.appendingPathExtension("checkpoints") }
    var notices: [String] { lines.withLock { $0.filter { $0.contains("checkpoint") } } }

    func waiting() -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: checkpoints.path)) ?? []).sorted()
    }

    func run(_ search: Search, threads: Int = 1, program: String = "one", only: [String] = []) throws {
      let progress = ProgressDisplay(style: .quiet) { text in self.lines.withLock { $0.append(text) } }
      let runner = Runner(
        settings: RunSettings(tier: .quick, results: scratch.url, rootSeed: 0, threads: threads),
        library: DrawnImages.library, progress: progress, interruption: Interruption(),
        program: Program(commit: program, isDirty: "false", executable: program, blasCore: "any", threads: threads),
        machine: { Machine(availableMemoryBytes: .max, totalMemoryBytes: .max) })
      _ = try runner.run(search, only: only)
    }

    /// All numbers of the finished file.
    func values() throws -> [CellValues] {
      let layouts = try Search().plan(.quick).layouts
      let results = try ResultsFile(results)
      return try layouts.map { layout in
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

  /// Places beyond a row's trials stay empty, on every rung.
  @Test func whatCostsLittleHasThreeTimesTheTrials() throws {
    let laboratory = try Laboratory()
    try laboratory.run(Search(triplesNarrowest: true))
    let results = try ResultsFile(laboratory.results)
    for (rung, group) in ["/neural_network", "/neural_network_rung_2", "/neural_network_rung_3"].enumerated() {
      let trials = Search.rungs[rung].trials
      let draws = try results.integers("draw", group: group).values
      #expect(draws.count == 2 * 3 * trials)
      let (narrow, wide) = (draws.prefix(3 * trials), draws.suffix(3 * trials))
      #expect(wide.dropFirst(trials).allSatisfy { $0 == -1 })
      #expect(Set(wide.filter { $0 >= 0 }).isSubset(of: 0..<12) && Set(narrow.filter { $0 >= 0 }).isSubset(of: 0..<36))
      guard rung == 0 else { continue }
      #expect(Array(narrow) == Array(0..<36) && Array(wide.prefix(12)) == Array(0..<12))
    }
  }

  /// Every trial is in the file, the best of each rung on the next, and no checkpoint is left.
  @Test func theBestOfEachRungGoOn() throws {
    let whole = try #require(Self.whole)
    let values = try whole.values()
    for rung in 1..<3 {
      for search in 0..<2 {
        func part<T>(_ values: [T]?, _ count: Int) -> [T] {
          Array((values ?? [])[search * count..<(search + 1) * count])
        }
        let (below, own) = (Search.rungs[rung - 1].trials, Search.rungs[rung].trials)
        let ends = part(values[rung - 1].integers["end"], below)
        let standings = (0..<below).filter { part(values[rung - 1].integers["draw"], below)[$0] >= 0 }.map {
          SuccessiveHalving.Standing(
            draw: part(values[rung - 1].integers["draw"], below)[$0],
            accuracy: part(values[rung - 1].numbers["validation_accuracy"], below)[$0],
            squaredError: part(values[rung - 1].numbers["validation_mse"], below)[$0], canGoOn: ends[$0] == 0)
        }
        let promoted = SuccessiveHalving.promoted(standings, places: own)
        #expect(part(values[rung].integers["draw"], own).filter { $0 >= 0 } == promoted)
        let steps = part(values[rung].integers["steps"], own)
        #expect(steps.prefix(promoted.count).allSatisfy { $0 > Search.rungs[rung - 1].steps })
      }
    }
    #expect(values[0].integers["draw"] == Array(0..<12) + Array(0..<12))
    #expect(!FileManager.default.fileExists(atPath: whole.checkpoints.path))
    #expect(whole.notices.isEmpty)
    // Ten classes: chance is 0.1.
    #expect(values[2].numbers["test_accuracy"]?.max() ?? 0 > 0.3)
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let (whole, other) = (try #require(Self.whole), try Laboratory())
    try other.run(Search(), threads: 3)
    #expect(try other.isSame(as: whole))
  }

  /// A run that ends after every cell, before that is in the file: each of them is computed, fails to be written and is
  /// computed again, from the checkpoint that it left or came from; none is removed before.
  @Test(arguments: [1, 2]) func aSearchGoesOnFromEveryCell(threads: Int) throws {
    let (whole, laboratory, search) = (try #require(Self.whole), try Laboratory(), Search())
    let seen = Mutex<Set<String>>([])
    search.afterCell.withLock {
      $0 = { point in
        let isNew = seen.withLock { $0.insert("\(point.layout.group) \(point.cell)").inserted }
        if isNew { throw Search.Stop() }
      }
    }
    var most = 0
    for _ in 0..<40 where !FileManager.default.fileExists(atPath: laboratory.results.path) {
      _ = try? laboratory.run(search, threads: threads)
      most = max(most, laboratory.waiting().count)
    }
    #expect(try laboratory.isSame(as: whole))
    // Those that can still go on, and no more than were in work.
    #expect(most >= 2 && most <= Search.rungs[1].trials + threads)
    #expect(laboratory.waiting().isEmpty)
    #expect(laboratory.notices.isEmpty)
  }

  /// Stopped at the second rung; the checkpoints are cut short, or another program's: the trials are trained again, one
  /// line each, and what was in the file stays there.
  @Test(arguments: ["cut short or damaged", "of another run or program"])
  func withoutCheckpointsASearchStartsItsTrialsAgain(_ reason: String) throws {
    let (whole, laboratory, search) = (try #require(Self.whole), try Laboratory(), Search())
    search.afterCell.withLock { $0 = { if $0.layout.group.hasSuffix("rung_2") { throw Search.Stop() } } }
    #expect(throws: SuiteFailure.self) { try laboratory.run(search) }
    // Those of the ReLU networks that went on; the tanh networks have not begun.
    let waiting = (try whole.values()[1].integers["draw"] ?? []).prefix(Search.rungs[1].trials).count { $0 >= 0 }
    #expect(waiting > 1 && laboratory.waiting().count == waiting)
    let isCut = reason.hasPrefix("cut")
    for name in isCut ? laboratory.waiting() : [] {
      let file = laboratory.checkpoints.appending(path: name)
      try Data(contentsOf: file).dropLast(40).write(to: file)
    }
    let again = Mutex(0)
    search.afterCell.withLock { $0 = { if $0.layout.group == "/neural_network" { again.withLock { $0 += 1 } } } }
    try laboratory.run(search, program: isCut ? "one" : "two")
    #expect(try laboratory.isSame(as: whole))
    let notices = laboratory.notices.filter { $0.contains("is \(reason); trains MNIST:100 relu ") }
    #expect(notices.count == waiting)
    #expect(notices.allSatisfy { $0.split(separator: "\n").count == 1 })
    // The second search had not begun; of the first another program repeats a cell and no more.
    #expect(again.withLock { $0 } <= Search.rungs[0].trials + 1)
  }

  /// Which trials are the best is not known before all have been trained: a rung that is asked for by itself is
  /// computed behind those below.
  @Test func aRungByItselfBringsThoseBelow() throws {
    let (whole, laboratory) = (try #require(Self.whole), try Laboratory())
    try laboratory.run(Search(), only: ["neural_network_rung_3"])
    #expect(try laboratory.isSame(as: whole))
  }

  /// In one line that says what would help, with the status of what does not fit.
  @Test func aWidthThatDoesNotFitIsSaidInOneLine() throws {
    let laboratory = try Laboratory()
    let failure = #expect(throws: SuiteFailure.self) { try laboratory.run(Search(width: 4_000_000)) }
    #expect(failure?.exitStatus == .doesNotFit)
    #expect(failure?.message.contains("choose a smaller width") == true)
    #expect(failure?.message.contains("\n") == false)
  }

  /// The search of the narrow networks is over, and stays; the next run says the same and trains none of them again.
  @Test func trialsThatFinishedStayWhenAWiderNetworkDoesNotFit() throws {
    let laboratory = try Laboratory()
    let trained = Mutex(0)
    for _ in 0..<2 {
      let search = Search(widths: [20, 4_000_000])
      search.afterCell.withLock { $0 = { _ in trained.withLock { $0 += 1 } } }
      let failure = #expect(throws: SuiteFailure.self) { try laboratory.run(search) }
      #expect(failure?.exitStatus == .doesNotFit)
      #expect(failure?.message.contains("\n") == false)
      let file = try ResultsFile(laboratory.partial, isOwn: true)
      for (rung, name) in ["/width_20", "/width_20_rung_2", "/width_20_rung_3"].enumerated() {
        let statuses = try file.statuses(group: name).values
        // Of the ReLU networks; those with tanh come after the wide ones.
        #expect(statuses.prefix(Search.rungs[rung].trials).allSatisfy { !$0.isPending })
      }
    }
    #expect(trained.withLock { $0 } == Search.rungs.reduce(0) { $0 + $1.trials })
  }
}
