import Suite
import Testing

@Suite struct SuccessiveHalvingTests {
  private static func trials(_ scores: [(Double, Double, Bool)]) -> [SuccessiveHalving.Standing] {
    scores.enumerated().map {
      SuccessiveHalving.Standing(
        draw: 10 + $0, accuracy: $1.0, squaredError: $1.1, canGoOn: $1.2)
    }
  }

  @Test func trialsAreRankedByAccuracyThenErrorThenDrawAndThoseWithoutAScoreAreLast() {
    let trials = Self.trials([
      (0.5, 0.1, true), (.nan, .nan, true), (0.7, 0.3, true), (0.7, 0.2, false), (0.5, 0.1, true),
    ])
    #expect(SuccessiveHalving.ranking(trials) == [3, 2, 0, 4, 1])
  }

  /// The best of those that can go on, whatever the order in which they ended.
  @Test func theBestThatCanGoOnDo() {
    let trials = Self.trials([
      (0.5, 0.1, true), (0.9, 0.1, false), (0.7, 0.3, true), (0.7, 0.2, true), (0.1, 0.1, true),
    ])
    #expect(SuccessiveHalving.promoted(trials, places: 2) == [13, 12])
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
      #expect(SuccessiveHalving.promoted(order.map { trials[$0] }, places: 2) == [13, 12])
    }
    #expect(SuccessiveHalving.promoted(trials, places: 9) == [13, 12, 10, 14])
    #expect(SuccessiveHalving.promoted(Self.trials([(0.9, 0.1, false)]), places: 3).isEmpty)
  }

  /// A trial that goes on was among the best of any part of the rung: others need not wait.
  @Test func whoGoesOnIsAmongTheBestOfEveryPart() {
    let trials = (0..<20).map { draw in
      SuccessiveHalving.Standing(
        draw: draw, accuracy: Double(draw * 7 % 20) / 20, squaredError: 0.1, canGoOn: draw % 3 > 0)
    }
    let promoted = Set(SuccessiveHalving.promoted(trials, places: 5))
    for count in 1...20 {
      let part = trials.prefix(count)
      let kept = Set(SuccessiveHalving.promoted(Array(part), places: 5))
      #expect(promoted.intersection(part.map(\.draw)).isSubset(of: kept))
    }
  }
}
