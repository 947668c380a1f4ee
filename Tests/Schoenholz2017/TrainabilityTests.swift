import Schoenholz2017
import Testing

@Suite("Which networks of Figure 5 are trained how long") struct TrainabilityTests {
  /// Depths 10, 25, …, 175 at a reach of 12 ξ_c: those within, and the first beyond.
  @Test(arguments: [(3.6, 4), (7.2, 7), (14.5, 12), (14.7, 12), (nil, 12), (0.5, 1)] as [(Double?, Int)])
  func aColumnHasOneNetworkBeyondItsReach(depthScale: Double?, count: Int) {
    let depths = Array(stride(from: 10, through: 175, by: 15))
    #expect(Trainability.Look(steps: 304, reach: 12).count(of: depths, depthScale: depthScale, guide: 6) == count)
  }

  /// No control lies beyond the deepest of a look, and no column counts whose guide leaves it.
  @Test(arguments: [(3.6, 4), (7.2, 5), (8.7, 5), (8.8, 0), (nil, 0)] as [(Double?, Int)])
  func theDeepestBoundsTheControl(depthScale: Double?, count: Int) {
    let depths = Array(stride(from: 10, through: 175, by: 15))
    let look = Trainability.Look(steps: 2_048, deepest: 70, reach: 12)
    #expect(look.count(of: depths, depthScale: depthScale, guide: 6) == count)
  }

  /// Every second of 12 columns keeps the one next to the critical σ_w², 1.761.
  @Test func aThinnedMapKeepsTheCriticalColumn() throws {
    let whole = Trainability.Map(.mnist, .sgd, columns: 12, depths: [10], looks: [])
    let half = Trainability.Map(.mnist, .sgd, columns: 12, everySecond: true, depths: [10], looks: [])
    #expect(half.weightVariances.count == 6 && Set(half.weightVariances).isSubset(of: whole.weightVariances))
    let nearest = try #require(
      whole.weightVariances.min { ($0 - 1.761).magnitude < ($1 - 1.761).magnitude })
    #expect(half.weightVariances.contains(nearest))
  }
}
