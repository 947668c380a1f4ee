import Foundation
import Results
import Suite
import Testing

@Suite struct EarlierGroupTests {
  /// A search in two rounds: the second group takes up the numbers of the first in reverse.
  struct Rounds: Experiment {
    let id = "test/rounds"
    let title = "Rounds"
    let reference = "arXiv:0000.00000"

    func cost(_ tier: Tier) -> Cost? { Cost(seconds: 1, memoryBytes: 1000, diskBytes: 100_000) }

    func layouts(_ tier: Tier) throws -> [SweepLayout] {
      ["/first", "/second"].map { group in
        SweepLayout(
          group: group, coordinates: [.index("trial", count: 3, longName: "trial")],
          variables: [Variable(name: "score", dimensions: ["trial"], longName: "score")], cellDimensions: ["trial"])
      }
    }

    func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
      let score = group == "/first" ? Double(7 * cell[0]) : try context.earlier("score", group: "/first")[2 - cell[0]]
      return CellOutcome(CellValues(numbers: ["score": [score]]))
    }

    func scores(_ results: ResultsFile, tier: Tier) throws -> [Score] { [] }
  }

  /// The file is open for writing while it is read.
  @Test func aCellReadsWhatAnEarlierGroupHolds() throws {
    let laboratory = try Laboratory()
    _ = try laboratory.runner().run(Rounds())
    let results = try ResultsFile(laboratory.results.appending(path: "quick/test/rounds.h5"))
    #expect(try results.numbers("score", group: "/second").values == [14, 7, 0])
  }
}
