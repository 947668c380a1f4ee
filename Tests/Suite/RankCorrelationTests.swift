import Suite
import Testing

@Suite struct RankCorrelationTests {
  /// `scipy.stats.spearmanr` of the same numbers.
  @Test func rankCorrelationSharesRanks() {
    #expect((rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) - 0.8207826816681233).magnitude < 1e-14)
    #expect(rankCorrelation([1, 2, 3], [9, 4, -1]) == -1)
    #expect(rankCorrelation([1, 2], [3, 3]).isNaN)
  }

  @Test(arguments: [([1, .nan, 3], [1, 2, 3]), ([1, 2, 3], [.nan, .nan, 1])] as [([Double], [Double])])
  func aNumberWithoutARankHasNoCorrelation(_ x: [Double], _ y: [Double]) { #expect(rankCorrelation(x, y).isNaN) }
}
