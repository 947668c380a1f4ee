import ExperimentSupport
import MeanField
import Plotting
import Schoenholz2017
import Suite
import Testing

@Suite("Figure 5 of Schoenholz et al. 2017: trainability over weight variance and depth")
struct Figure5Tests {
  /// Accuracies that are a function of depth/ξ_c alone and fall half-way at 4 ξ_c.
  @Test func boundariesAreMeasuredInDepthScales() throws {
    let weights = (0..<7).map { 1 + 0.5 * Double($0) }
    let depths = stride(from: 4, through: 60, by: 14).map(Double.init)
    let scales = try weights.map {
      try MeanFieldTheory(nonlinearity: .tanh, weightVariance: $0, biasVariance: 0.05).correlationDepthScale.get()
    }
    let finished = try Bench().filled(experiments["schoenholz2017/figure5"]) { _, point, depth in
      0.1 + 0.8 * max(0, 1 - depths[depth] / scales[point.cell[1]] / 8)
    }
    let values = try scoreValues(finished)
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
    let summary = try #require(try finished.figure).summary
    #expect(summary.title == "tanh, σ<sub>b</sub><sup>2</sup> = 0.05, width 64: MNIST, training accuracy")
    #expect(summary.panels.map(\.title) == ["SGD, 100 steps", "RMSProp, 100 steps"])
    for panel in summary.panels {
      #expect(panel.labels == ["training accuracy", "ξ<sub>c</sub>", "6 ξ<sub>c</sub>"])
      #expect(panel.layers[0].points == 7 * 5)
      // ξ_c is infinite at the critical σ_w² alone; a multiple leaves the map on both sides of it.
      #expect(panel.layers[1].points > panel.layers[2].points && panel.layers[2].points > 0)
    }
    #expect(
      try finished.narrative.hasPrefix(
        "Networks of width 64 in standard parameterisation, cross-entropy, 512 training images of MNIST in batches of "
          + "64, rates 0.001 (SGD) and 1e-05 (RMSProp) times 300/64, 100 and 100 steps."))
  }
}
