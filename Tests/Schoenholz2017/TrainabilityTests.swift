import Foundation
import MeanField
import Suite
import Testing

@Suite("Trainability over weight variance and depth")
struct TrainabilityTests {
  /// Accuracies that are a function of depth/ξ_c alone and fall half-way at 4 ξ_c.
  @Test func boundariesAreMeasuredInDepthScales() throws {
    let (weights, depths) = (
      (0..<7).map { 1 + 0.5 * Double($0) }, stride(from: 4, through: 60, by: 14).map(Double.init)
    )
    let scales = try weights.map {
      try MeanFieldTheory(nonlinearity: .tanh, weightVariance: $0, biasVariance: 0.05).correlationDepthScale.get()
    }
    let finished = try Bench().filled("schoenholz2017/figure5") { _, cell, depth in
      0.1 + 0.8 * max(0, 1 - depths[depth] / scales[cell[1]] / 8)
    }
    let values = try measuredValues(finished)
    #expect(try ReferenceNumbers("schoenholz2017/figure5").keys.isSubset(of: values.keys))
    for method in ["sgd", "rmsprop"] {
      // Half-way from the best, which a column has at 4 layers: 4 ξ_c plus half of these.
      let multiple = try #require(values["\(method)/boundary_multiple"])
      #expect((4...5).contains(multiple))
      // Equal accuracies beyond 8 ξ_c share a rank.
      #expect(try #require(values["\(method)/rank_correlation"]) < -0.95)
      // Of the grid's points the one at 1.5 or 2 has the longest scale.
      let best = try #require(values["\(method)/best_weight_variance_over_critical"])
      #expect((0.8...1.2).contains(best))
    }
    try expectPicture(finished)
  }
}
