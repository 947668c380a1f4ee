import Datasets
import Suite
import Testing
import TestSupport
import Work

@Suite("A search while it runs") struct RunningSearchTests {
  private static func search(_ standings: [SuccessiveHalving.Standing], places: [Int]) throws -> RunningSearch {
    let scratch = try ScratchFolder()
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    let context = RunContext(
      experiment: "tests", settings: RunSettings(tier: .quick, results: scratch.url, rootSeed: 0, threads: 1),
      progress: progress, interruption: Interruption(),
      library: DatasetLibrary(directory: nil, proceduralDirectory: scratch.url, progress: progress))
    return RunningSearch(name: "a search", places: places, context: context) { _ in standings }
  }

  /// Draws 3, 4, … with these accuracies.
  private static func standings(_ accuracies: [Double], ended: Set<Int> = []) -> [SuccessiveHalving.Standing] {
    accuracies.enumerated().map {
      .init(draw: 3 + $0, accuracy: $1, squaredError: 0.1, canGoOn: !ended.contains(3 + $0))
    }
  }

  @Test func theFirstRungTakesEveryDrawAndTheNextTheBest() throws {
    let search = try Self.search(Self.standings([0.2, 0.5, 0.4, .nan], ended: [4]), places: [9, 2, 4])
    #expect(try (0..<9).map { try search.draw(at: $0, on: 0) } == Array(0..<9))
    // 4 has ended: its place goes to the next.
    #expect(try (0..<2).map { try search.draw(at: $0, on: 1) } == [5, 3])
    #expect(try (0..<4).map { try search.draw(at: $0, on: 2) } == [5, 3, 6, nil])
    #expect(search.name(of: 5) == "a search 5")
  }

  @Test func theBestOfARungMayHaveEnded() throws {
    #expect(try Self.search(Self.standings([0.2, 0.5, 0.4], ended: [4]), places: [3]).best(on: 0) == 4)
    #expect(try Self.search(Self.standings([.nan, .nan]), places: [3]).best(on: 0) == nil)
    #expect(try Self.search([], places: [3]).best(on: 0) == nil)
  }
}
