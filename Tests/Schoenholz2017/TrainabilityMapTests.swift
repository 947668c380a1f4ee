import Schoenholz2017
import Suite
import Testing

@Suite("What one map of trained networks says of its boundary") struct TrainabilityMapTests {
  /// The scores, by quantity, of a map in which every network that is trained has the accuracy `value` gives for its
  /// depth.
  private static func scores(
    depths: [Int], _ look: Trainability.Look, value: (_ depth: Int) -> Double = { _ in 0.9 }
  ) throws -> [String: Double] {
    let map = Trainability.Map(.mnist, .sgd, columns: 12, depths: depths, looks: [look])
    let settings = Trainability.Settings(maps: [map], width: 100, images: 100, scored: 100, batch: 10)
    let values = try map.weightVariances.map { weightVariance in
      let scale = try settings.depthScale(map, weightVariance)
      let count = look.count(of: depths, depthScale: scale, guide: 6)
      return depths.enumerated().map { $0 < count ? value($1) : .nan }
    }
    let grid = AccuracyGrid(
      weightVariances: map.weightVariances, depths: depths.map(Double.init), values: values)
    let found = try TrainabilityMap(settings, map, look, grid).scores()
    return Dictionary(uniqueKeysWithValues: found.map { ($0.quantity, $0.value) })
  }

  /// Where every control still trains, the boundary lies beyond the 12 ξ_c that it is held to: at 55, 100, 160, …
  /// layers of ξ_c = 3.6, 7.2, 13.3, …
  @Test func aBoundaryBeyondTheReachLeavesTheInterval() throws {
    let scores = try Self.scores(
      depths: Array(stride(from: 10, through: 175, by: 15)), Trainability.Look(steps: 304, reach: 12))
    #expect((12.05..<16).contains(try #require(scores["boundary_multiple"])))
    #expect((12.05..<16).contains(try #require(scores["end_multiple"])))
  }

  /// 40 layers are 11 ξ_c at σ_w² = 1, the one column in which 6 ξ_c is at most 30 layers: that no network there fails
  /// does not say that the boundary is within 12 ξ_c.
  @Test func aBoundWithinTheIntervalIsNotHeldAgainstIt() throws {
    let scores = try Self.scores(depths: [10, 25, 40], Trainability.Look(steps: 304, reach: 12))
    #expect(scores["boundary_multiple"] == nil && scores["end_multiple"] == nil)
    #expect((10.9..<11.2).contains(try #require(scores["boundary_bound"])))
    let falling = try Self.scores(depths: [10, 25, 40], Trainability.Look(steps: 304, reach: 12)) {
      $0 < 40 ? 0.9 : 0.1
    }
    #expect((8..<10).contains(try #require(falling["boundary_multiple"])))
  }

  /// The best σ_w² is asked of maps in which all networks are trained: others would answer with what was left out.
  @Test(arguments: [
    (Trainability.Look(steps: 45), true), (Trainability.Look(steps: 45, reach: 12), false),
    (Trainability.Look(steps: 45, deepest: 100), false),
  ])
  func theBestColumnIsThatOfAWholeMap(look: Trainability.Look, isGiven: Bool) throws {
    let scores = try Self.scores(depths: [10, 60, 110, 160], look)
    #expect((scores["best_weight_variance_over_critical"] != nil) == isGiven)
  }

  /// Three quarters of the deepest network are fewer than the 8 layers from which on a boundary is looked for.
  @Test func aShallowMapHasNoBoundary() throws {
    let scores = try Self.scores(depths: [2, 4, 8], Trainability.Look(steps: 45))
    #expect(!scores.keys.contains { $0.hasPrefix("boundary") || $0.hasPrefix("end") })
    #expect(scores["best_training_accuracy"] == 0.9)
  }
}
