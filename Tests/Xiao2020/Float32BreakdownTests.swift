import Foundation
import Testing
import Xiao2020

@Suite("Where float32 ceases to factor a kernel")
struct Float32BreakdownTests {
  private static let scale = 2.0

  /// κ grows like e^(l/ξ₁) from `first`; the factor is lost from `lost` on.
  private static func column(first: Double, lost: Int, unknown: Int? = nil) -> Float32Breakdown.Column {
    let depths = stride(from: 2.0, through: 60, by: 2).map { $0 }
    return Float32Breakdown.Column(
      scale: scale, depths: depths,
      conditions: depths.indices.map { $0 >= unknown ?? .max ? .nan : first * exp(depths[$0] / scale) },
      hasFactor: depths.indices.map { $0 < lost })
  }

  /// log κ is linear in the depth, so that κ u = 1 is met exactly, grid or not.
  @Test(arguments: [1.0, 7, 1000]) func theConditionReachesThePrecisionAtADepthInItsScales(first: Double) throws {
    let found = Float32Breakdown(columns: [Self.column(first: first, lost: 10)]).conditionMultiples
    let multiple = try #require(found.first ?? nil)
    #expect((multiple - log(Float32Breakdown.reciprocalRoundoff / first)).magnitude < 1e-12)
  }

  /// Half-way between the tenth and the eleventh depth, 20 and 22, that is at 10.5 scales.
  @Test func theConditionAtTheLossIsHalfWayInItsLogarithm() throws {
    let found = Float32Breakdown(columns: [Self.column(first: 3, lost: 10)]).logConditionsAtLoss
    let expected = log(3) + 10.5 - log(Float32Breakdown.reciprocalRoundoff)
    #expect(found.count == 1 && (found[0] - expected).magnitude < 1e-12)
  }

  /// A column whose factor is never lost, or is lost beyond what float64 tells, has no number; nor has one whose κ is
  /// above 1/u on the whole grid, or below.
  @Test func columnsOutOfReachAreLeftOut() {
    let lost = [Self.column(first: 3, lost: 30), Self.column(first: 3, lost: 10, unknown: 10)]
    #expect(Float32Breakdown(columns: lost).logConditionsAtLoss.isEmpty)
    let reached = [Self.column(first: 1e9, lost: 1), Self.column(first: 1e-9, lost: 30)]
    #expect(Float32Breakdown(columns: reached).conditionMultiples.allSatisfy { $0 == nil })
  }
}
