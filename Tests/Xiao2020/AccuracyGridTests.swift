import Experiments
import Testing

@Suite("Where accuracy falls along a map")
struct AccuracyGridTests {
  private static func grid(_ column: [Double], depths: [Double] = [0, 10, 20, 30]) -> AccuracyGrid {
    AccuracyGrid(weightVariances: [1], depths: depths, values: [column])
  }

  /// Half-way from 0.5 to 0.1 is 0.3.
  @Test func theBoundaryIsHalfWayToChance() throws {
    for (column, expected) in [
      ([0.2, 0.5, 0.5, 0.1], 25.0), ([0.5, 0.1, 0.4, 0.2], 25),
      // Without a predictor accuracy is chance.
      ([0.5, 0.5, .nan, .nan], 15),
    ] {
      let boundary = try #require(Self.grid(column).boundary(column: 0))
      #expect((boundary - expected).magnitude < 1e-12)
    }
    // A tenth of the way is 0.14.
    let end = try #require(Self.grid([0.5, 0.5, 0.5, 0.1]).boundary(column: 0, share: 0.1))
    #expect((end - 29).magnitude < 1e-12)
    #expect(Self.grid([0.1, 0.2, 0.5, 0.4]).boundary(column: 0) == nil)
  }

  /// erf, σ_b² = 0.18: ξ₁ = 5.47382 at σ_w² = 1.25, ξ_* = 7.90655 at 2 and 2.37303 at 3.
  @Test func multiplesAreOfTheDepthScale() throws {
    let depths = (0...40).map { Double(3 * $0) }
    // 0.9 up to a depth, then chance: the boundary is half a step further.
    func falling(at depth: Double) -> [Double] { depths.map { $0 <= depth ? 0.9 : 0.1 } }
    let grid = AccuracyGrid(
      weightVariances: [1.25, 2, 3], depths: depths, values: [falling(at: 60), falling(at: 30), falling(at: 120)])
    let ordered = try grid.multiple(of: DepthGuide(side: .ordered, multiple: 8, biasVariance: 0.18))
    #expect(ordered.columns == 1 && ordered.unreached == 0 && !ordered.isLowerBound)
    #expect(ordered.words == "median of 1 columns")
    #expect((ordered.median - 61.5 / 5.47382).magnitude < 1e-5)
    let chaotic = try grid.multiple(of: DepthGuide(side: .chaotic, multiple: 8, biasVariance: 0.18))
    #expect(chaotic.columns == 2 && chaotic.unreached == 1)
    #expect((chaotic.lowest - 31.5 / 7.90655).magnitude < 1e-5)
    #expect((chaotic.highest - 120 / 2.37303).magnitude < 1e-4)
    #expect((chaotic.median - (chaotic.lowest + chaotic.highest) / 2).magnitude < 1e-12)
    #expect(chaotic.isLowerBound && chaotic.words == "lower bound of the median of 2 columns, 1 beyond the grid")
    #expect(grid.bestWeightVariance(fromDepth: 20) == 3)
    let none = try Self.grid([1, 1, 1, 1]).multiple(of: DepthGuide(side: .chaotic, multiple: 8, biasVariance: 0.18))
    #expect(none.columns == 0 && none.median.isNaN)
  }

  @Test func cellsLieWithinTheMultiples() throws {
    let guide = DepthGuide(side: .ordered, multiple: 8, biasVariance: 0.18)
    let grid = AccuracyGrid(
      weightVariances: [1.25, 2], depths: [1, 11, 30], values: [[0.3, 0.2, .nan], [0.4, 0.4, 0.4]])
    let cells = try grid.cells(along: guide, 2...20)
    #expect(cells.map(\.accuracy) == [0.2, 0.1])
    #expect((cells[0].multiple - 11 / 5.47382).magnitude < 1e-5)
  }

  /// `scipy.stats.spearmanr` of the same numbers.
  @Test func rankCorrelationSharesRanks() {
    #expect((rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) - 0.8207826816681233).magnitude < 1e-14)
    #expect(rankCorrelation([1, 2, 3], [9, 4, -1]) == -1)
    #expect(rankCorrelation([1, 2], [3, 3]).isNaN)
  }
}
