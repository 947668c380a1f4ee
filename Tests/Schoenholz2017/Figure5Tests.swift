import ExperimentSupport
import Foundation
import MeanField
import Plotting
import Results
import Schoenholz2017
import Suite
import Testing

@Suite("Figure 5 of Schoenholz et al. 2017: trainability over weight variance and depth")
struct Figure5Tests {
  /// ξ_c of a σ_w² of the quick tier's grid, with or without dropout.
  private func scale(_ point: Point) throws -> Double {
    let weightVariance = 1 + 0.5 * Double(point.cell[0])
    let keep = point.layout.group == "/mnist_sgd_kept_900" ? 0.9 : 1
    return try MeanFieldTheory(
      nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: 0.05, keepProbability: keep
    ).correlationDepthScale.get()
  }

  /// Accuracies that are a function of depth/ξ_c alone and fall half-way at 4 ξ_c, and after 304 steps as many depth
  /// scales later as steps have grown by e.
  @Test func boundariesAreMeasuredInDepthScales() throws {
    let depths = stride(from: 4, through: 60, by: 14).map(Double.init)
    let later = log(304.0 / 45)
    let finished = try Bench().filled(experiments["schoenholz2017/figure5"]) { _, point, entry in
      let looks = point.layout.coordinate("steps")?.count ?? 1
      let (depth, look) = (depths[entry / looks], entry % looks)
      let multiple = try depth / scale(point) - (look == 1 ? later : 0)
      return 0.1 + 0.8 * min(1, max(0, 1 - multiple / 8))
    }
    let values = try scoreValues(finished)
    let reference = try ReferenceNumbers("schoenholz2017/figure5")
    // Bounds have no number in the paper.
    #expect(
      values.keys.allSatisfy { key in
        reference[key] != nil || ["best_training_accuracy", "_bound"].contains { key.hasSuffix($0) }
      })
    for method in ["sgd", "rmsprop"] {
      // Half-way from the best, which a column has at 4 layers: 4 ξ_c plus half of these.
      let multiple = try #require(values["mnist/\(method)/45/boundary_multiple"])
      #expect((4...5).contains(multiple))
      #expect(try #require(values["mnist/\(method)/45/end_multiple"]) > multiple)
      // Equal accuracies beyond 8 ξ_c share a rank.
      #expect(try #require(values["mnist/\(method)/45/rank_correlation"]) < -0.95)
      // Of the grid's points the one at 1.5 or 2 has the longest scale.
      let best = try #require(values["mnist/\(method)/45/best_weight_variance_over_critical"])
      #expect((0.8...1.2).contains(best))
      // Two columns are ordered, too few for an error.
      #expect(values["mnist/\(method)/ordered_growth"] == nil)
      #expect((try #require(values["mnist/\(method)/chaotic_growth"]) - 1).magnitude < 0.1)
    }
    // The column at 2 is the nearest to 1.761; its ξ_c is finite with dropout.
    let critical = try #require(values["mnist/sgd/0.9/304/critical_boundary_multiple"])
    #expect((4...5).contains(critical))
    #expect(try #require(values["mnist/sgd/0.9/304/critical_depth_ratio"]) < 1)
    let summary = try #require(try finished.figure).summary
    #expect(summary.title == "tanh, σ<sub>b</sub><sup>2</sup> = 0.05, width 64: CIFAR-10 and MNIST")
    #expect(
      summary.panels.map(\.title) == [
        "MNIST, SGD, 45 steps", "MNIST, SGD, 304 steps", "MNIST, RMSProp, 45 steps", "MNIST, RMSProp, 304 steps",
        "CIFAR-10, SGD, 200 steps", "MNIST, SGD, 0.9 of units kept, 304 steps",
      ])
    for panel in summary.panels.prefix(4) {
      #expect(panel.labels == ["training accuracy", "ξ<sub>c</sub>", "6 ξ<sub>c</sub>"])
      #expect(panel.layers[0].points == 7 * 5)
      // ξ_c is infinite at the critical σ_w² alone; a multiple leaves the map on both sides of it.
      #expect(panel.layers[1].points > panel.layers[2].points && panel.layers[2].points > 0)
    }
    #expect(
      try finished.narrative.hasPrefix(
        "Networks of width 64 in standard parameterisation, cross-entropy, the first 512 training images in batches of "
          + "32, rates"))
  }

  /// Layers times steps of the networks that are trained at two σ_w², from what a column costs: at the first, where ξ_c
  /// is 3.6, four networks and the control, deeper than 17 ξ_c, go on to the last look, and 15 stop at the first; next
  /// to the critical line all go to 304 steps, and none further, where no boundary can be seen.
  @Test func laterLooksHaveFewerNetworks() throws {
    let plan = try experiments["schoenholz2017/figure5"].plan(.paper)
    let sweep = try #require(plan.sweeps.first { $0.layout.group == "/mnist_sgd" })
    #expect(sweep.layout.coordinate("steps")?.values == .integers([45, 304, 2_048, 13_780]))
    guard case .integers(let depths)? = sweep.layout.coordinate("depth")?.values else { throw Missing() }
    #expect(depths.prefix(4) == [10, 25, 41, 56] && depths.last == 300 && depths.count == 20)
    #expect(sweep.layout.coordinate("weight_variance")?.count == 20)
    // The read-in counts as 784/300 layers of width 300.
    func work(_ steps: (Int) -> Int) -> Double {
      1 + 3 * 32 * 300 * 300 * depths.reduce(0) { $0 + (Double($1) + 784.0 / 300) * Double(steps($1)) }
    }
    let ordered = try sweep.cost(sweep.layout.point(cell: [0]))
    #expect((ordered / work { $0 <= 71 ? 13_780 : 45 } - 1).magnitude < 1e-12)
    let critical = try sweep.cost(sweep.layout.point(cell: [5]))
    #expect((critical / work { _ in 304 } - 1).magnitude < 1e-12)
  }

  /// Accuracies without dropout fall at 30 layers, with dropout nowhere: of the depth with dropout nothing is known but
  /// a bound, which is no share of the depth without.
  @Test func dropoutThatDoesNothingHasNoRatio() throws {
    let depths = stride(from: 4, through: 60, by: 14).map(Double.init)
    let finished = try Bench().filled(experiments["schoenholz2017/figure5"]) { column, point, entry in
      guard column == "training_accuracy" else { return 0 }
      let looks = point.layout.coordinate("steps")?.count ?? 1
      return point.layout.group.hasPrefix("/mnist_sgd_kept") || depths[entry / looks] < 30 ? 0.9 : 0.1
    }
    let values = try scoreValues(finished)
    #expect(values["mnist/sgd/0.9/304/critical_depth_ratio"] == nil)
    // 60 layers are more than 12 ξ_c there.
    #expect(try #require(values["mnist/sgd/0.9/304/critical_boundary_multiple"]) > 12)
  }

  /// A map with dropout has the depths of the one without, or its boundary could not be told from the map's end.
  @Test(arguments: Tier.allCases) func dropoutHasAllDepths(_ tier: Tier) throws {
    let sweeps = try experiments["schoenholz2017/figure5"].plan(tier).sweeps
    let plain = try #require(sweeps.first { $0.layout.group == "/mnist_sgd" }?.layout.coordinate("depth")?.values)
    let dropout = sweeps.filter { $0.layout.group.hasPrefix("/mnist_sgd_kept") }
    #expect(!dropout.isEmpty)
    for sweep in dropout { #expect(sweep.layout.coordinate("depth")?.values == plain) }
  }

  /// The narrative names the networks of every number of steps as the tier has them, and those that diverged.
  @Test(arguments: [Tier.quick, .standard, .paper]) func theNarrativeIsOfTheTier(_ tier: Tier) throws {
    let finished = try Bench(tier: tier).filled(experiments["schoenholz2017/figure5"]) { column, point, entry in
      guard column == "diverged_step" else { return 0.5 }
      return point.layout.group == "/mnist_rmsprop" && entry == 0 && point.cell[0] < 2 ? 7 : 0
    }
    let narrative = try finished.narrative
    #expect(narrative.contains("304 steps up to 12 ξ_c and the next of a column") == (tier != .quick))
    #expect(narrative.contains("the next of a column with at most 70 layers") == (tier == .standard))
    #expect(narrative.contains("13780 steps up to 17 ξ_c") == (tier == .paper))
    #expect(narrative.hasSuffix("count as chance (MNIST, RMSProp: 2)."))
  }

  /// What is read of controls has an expectation at every number of steps with a reach.
  @Test(arguments: [Tier.standard, .paper]) func controlsAreHeldAgainstHalfWay(_ tier: Tier) throws {
    let finished = try Bench(tier: tier).filled(experiments["schoenholz2017/figure5"]) { column, _, _ in
      column == "training_accuracy" ? 0.2 : 0
    }
    let found = try scoreValues(finished).keys.filter { $0.hasSuffix("/beyond_reach_accuracy") }
    let reference = try ReferenceNumbers("schoenholz2017/figure5")
    #expect(found.allSatisfy { reference[$0] != nil })
    for steps in tier == .paper ? [45, 304, 2_048, 13_780] : [45, 304, 2_048] {
      #expect(found.contains("mnist/sgd/\(steps)/beyond_reach_accuracy"))
      #expect(found.contains("mnist/rmsprop/\(steps)/beyond_reach_accuracy"))
    }
    #expect(found.contains("cifar10/sgd/2000/beyond_reach_accuracy"))
    #expect(found.contains("mnist/sgd/0.99/304/beyond_reach_accuracy"))
  }

  private struct Missing: Error {}
}
