import Lee2018
import Suite
import Testing

@Suite("Where good accuracies lie in the phase diagram") struct AccuracyMapTests {
  private static let grid = VarianceGrid(weightVariances: [1, 2, 3, 4], biasVariances: [0, 1])

  @Test func aMapWithoutStructureIsGoodEverywhere() {
    let map = AccuracyMap(grid: Self.grid, accuracies: Array(repeating: 0.9, count: 8), line: [2, 3])
    #expect(map.goodFraction == 1)
    // |1 … 4 − 2| and |1 … 4 − 3|: 1 + 0 + 1 + 2 and 2 + 1 + 0 + 1.
    #expect(map.distance == 1 && map.gridDistance == 1)
    // Left of the line: 1 from 2, 1 and 2 from 3.
    #expect(map.orderedDistance == 4.0 / 3)
    #expect(map.shareDifference == 0)
  }

  @Test func onlyPointsNearTheBestAreGood() {
    // By σ_w², then σ_b²; the fifth is within 0.05 of the best, the sixth is not, the seventh has no factor.
    let accuracies = [0.1, 0.1, 0.9, 0.1, 0.86, 0.84, .nan, 0.1]
    let map = AccuracyMap(grid: Self.grid, accuracies: accuracies, line: [2, 3])
    #expect(map.goodFraction == 0.25)
    // (2, 0) on its line and (3, 0) one away.
    #expect(map.distance == 0.5)
    #expect(map.orderedDistance == 0)
    // 5 points lie on or right of the line, 3 left.
    #expect(map.shareDifference == 0.4)
  }
}
