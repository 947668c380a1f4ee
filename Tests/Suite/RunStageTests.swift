import Foundation
import Results
import Suite
import Synchronization
import Testing

@Suite struct RunStageTests {
  /// Two rungs of the searches a and b: a cell of the second adds up what the first holds of its search.
  final class Searches: Experiment {
    static let (first, second) = (SweepName("first"), SweepName("second"))
    static let search = Axis<String>("search", "search")
    static let trial = Axis<Int>("trial", "trial")
    static let score = Column<Double>("score", "score")
    static let threads = Column<Int>("threads", "threads of the cell")

    let id = "test/searches"
    let title = "Searches"
    let reference = "arXiv:0000.00000"
    let tiers = [Tier: TierPlan<NoSettings>].everyTier(TierPlan(NoSettings(), seconds: 1, megabytes: 0))
    private let order = Mutex<[String]>([])
    let atCell = Mutex<(@Sendable (String) throws -> Void)?>(nil)

    var computed: [String] { order.withLock { $0 } }

    func sweeps(_ settings: NoSettings) -> [Sweep] {
      [(Self.first, 4), (Self.second, 2)].map { name, trials in
        Sweep(
          name, cells: [Self.search(["a", "b"]), Self.trial(0..<trials)], columns: [Self.score, Self.threads]
        ) { [self] point, context in
          let (search, trial) = (try point[Self.search], try point[Self.trial])
          let label = "\(search)\(name.group.dropFirst().prefix(1))\(trial)"
          order.withLock { $0.append(label) }
          if let action = atCell.withLock({ $0 }) { try action(label) }
          let below =
            try name == Self.first ? 0 : context.earlier(Self.first)[Self.score, Self.search == search].reduce(0, +)
          return Row(Self.score => below + Double(trial) + (search == "b" ? 10 : 0), Self.threads => context.threads)
        }.chained("searches", by: 1).sideBySide { try $0[Self.search] == "a" }
      } + extra
    }

    /// A link of the chain that not all searches have.
    let extra: [Sweep]

    init(extra: [Sweep] = []) { self.extra = extra }

    func scores(_ tables: Tables, _ settings: NoSettings) -> [Score] { [] }
  }

  private static func values(_ laboratory: Laboratory) throws -> [[Double]] {
    let results = try ResultsFile(laboratory.results.appending(path: "quick/test/searches.h5"))
    return try ["/first", "/second"].map { try results.numbers("score", group: $0).values }
  }

  private static let expected: [[Double]] = [[0, 1, 2, 3, 10, 11, 12, 13], [6, 7, 56, 57]]

  @Test(arguments: [1, 3]) func aChainIsComputedSearchBySearch(threads: Int) throws {
    let (laboratory, searches) = (try Laboratory(), Searches())
    _ = try laboratory.runner(threads: threads).run(searches)
    #expect(try Self.values(laboratory) == Self.expected)
    let order = searches.computed
    let groups = [order[..<4], order[4..<6], order[6..<10], order[10...]].map { Set($0) }
    #expect(groups == [["af0", "af1", "af2", "af3"], ["as0", "as1"], ["bf0", "bf1", "bf2", "bf3"], ["bs0", "bs1"]])
    #expect(Array(order[6...]) == ["bf0", "bf1", "bf2", "bf3", "bs0", "bs1"])
    let results = try ResultsFile(laboratory.results.appending(path: "quick/test/searches.h5"))
    #expect(
      try results.integers("threads", group: "/first").values == [1, 1, 1, 1] + Array(repeating: threads, count: 4))
  }

  @Test func aLinkMayHaveFewerValues() throws {
    let link = SweepName("third")
    let extra = Sweep(link, cells: [Searches.search(["b"])], columns: [Searches.score]) { point, context in
      let below = try context.earlier(Searches.second)[Searches.score, Searches.search == point[Searches.search]]
      return Row(Searches.score => below.reduce(0, +))
    }.chained("searches", by: 1)
    let stages = try RunStage.of(Searches(extra: [extra]).sweeps(NoSettings())) { group in
      switch group {
      case "/first": [[0, 0], [1, 0]]
      case "/second": [[0, 0], [1, 1]]
      default: [[0]]
      }
    }
    #expect(
      stages.map { "\($0.sweep.layout.group.dropFirst()) \($0.points.map(\.cell))" } == [
        "first [[0, 0]]", "second [[0, 0]]", "first [[1, 0]]", "second [[1, 1]]", "third [[0]]",
      ])
  }

  /// What is computed together cannot be asked for in parts.
  @Test func aLinkBringsItsChain() throws {
    let searches = Searches()
    let outcome = try Laboratory().runner().run(searches, only: ["second"])
    guard case .completed(let cells, _) = outcome else {
      Issue.record("cells are left")
      return
    }
    #expect(cells == 12)
  }

  @Test(arguments: [1, 3]) func afterAnErrorSideBySideTheOthersAreKept(threads: Int) throws {
    let (laboratory, searches) = (try Laboratory(), Searches())
    searches.atCell.withLock { $0 = { if $0 == "af3" { throw CountingExperiment.Mishap() } } }
    let failure = #expect(throws: SuiteFailure.self) { try laboratory.runner(threads: threads).run(searches) }
    #expect(failure?.message.hasPrefix("test/searches: search a, trial 3 failed: ") == true)
    searches.atCell.withLock { $0 = nil }
    let before = searches.computed.count
    _ = try laboratory.runner(threads: threads).run(searches)
    // The one that failed, and what came behind it.
    #expect(searches.computed.count - before == 9)
    #expect(try Self.values(laboratory) == Self.expected)
  }

  @Test(arguments: [1, 3]) func anInterruptionEndsAfterTheCellsInWork(threads: Int) throws {
    let (laboratory, searches) = (try Laboratory(), Searches())
    searches.atCell.withLock { [interruption = laboratory.interruption] in
      $0 = { _ in interruption.request() }
    }
    let failure = #expect(throws: SuiteFailure.self) { try laboratory.runner(threads: threads).run(searches) }
    #expect(failure?.exitStatus == .interrupted)
    let done = searches.computed.count
    #expect((1...threads).contains(done))
    #expect(failure == .interrupted(experiment: "test/searches", left: 12 - done))
  }
}
