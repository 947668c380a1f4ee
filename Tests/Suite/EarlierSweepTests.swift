import Foundation
import Results
import Suite
import Testing

@Suite struct EarlierSweepTests {
  /// A search in two rounds: the second sweep takes up the numbers of the first in reverse.
  struct Rounds: Experiment {
    static let (first, second) = (SweepName("first"), SweepName("second"))
    static let trial = Axis<Int>("trial", "trial")
    static let score = Column<Double>("score", "score")

    let id = "test/rounds"
    let title = "Rounds"
    let reference = "arXiv:0000.00000"
    let tiers = [Tier: TierPlan<NoSettings>].everyTier(TierPlan(NoSettings(), seconds: 1, megabytes: 0))

    func sweeps(_ settings: NoSettings) -> [Sweep] {
      [
        Sweep(Self.first, cells: [Self.trial(0..<3)], columns: [Self.score]) { point, _ in
          try Row(Self.score => Double(7 * point[Self.trial]))
        },
        Sweep(Self.second, cells: [Self.trial(0..<3)], columns: [Self.score]) { point, context in
          try Row(Self.score => context.earlier(Self.first).value(Self.score, Self.trial == 2 - point[Self.trial]))
        },
      ]
    }

    func scores(_ tables: Tables, _ settings: NoSettings) throws -> [Score] {
      try [Self.first, Self.second].filter(tables.has).map { sweep in
        Score(
          key: String(sweep.group.dropFirst()), value: try tables[sweep][Self.score].reduce(0, +), title: sweep.group)
      }
    }
  }

  /// The file is open for writing while it is read.
  @Test func aCellReadsWhatAnEarlierSweepHolds() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.runner().run(Rounds())
    let results = try ResultsFile(laboratory.results.appending(path: "quick/test/rounds.h5"))
    #expect(try results.numbers("score", group: "/second").values == [14, 7, 0])
  }
}
