import ExperimentSupport
import Lee2018
import Plotting
import Suite
import Testing

@Suite("Figures 4 and 9") struct Figure9Tests {
  /// A made-up map: depth 1 is good everywhere, deeper ones within a distance 3/depth of σ_w² = 2, upwards without end
  /// for the ReLU.
  private static func finished(_ bench: Bench) throws -> FinishedExperiment {
    let reach = [9.9, 1.5, 0.6, 0.3]
    return try bench.filled(experiments["lee2018/figure9"]) { column, point, _ in
      let offset = try point[VarianceGrid.weightVariance] - 2
      let (kind, depth) = (point.cell[0], point.cell[1])
      let isGood = kind == 0 ? offset > -reach[depth] : abs(offset) < reach[depth]
      return switch column {
      case "test_accuracy": isGood ? 0.9 : 0.3
      case "cholesky_attempts": 1
      default: 0.03
      }
    }
  }

  private static func view(_ bench: Bench) throws -> FinishedExperiment {
    try FinishedExperiment(experiments["lee2018/figure4"], settings: bench.settings, references: nil)
  }

  @Test(arguments: [Tier.standard, .paper]) func scoresAreSizesAndChanges(_ tier: Tier) throws {
    let bench = try Bench(tier: tier)
    let finished = try Self.finished(bench)
    let values = try scoreValues(finished)
    // Two nonlinearities: fraction, distance and best accuracy at four depths, three steps, two changes.
    #expect(values.count == 34)
    let size = tier == .standard ? 1_000 : 5_000
    #expect(values["mnist/\(size)/tanh/depth_1/good_fraction"] == 1)
    #expect(values["mnist/\(size)/tanh/depth_50/best_accuracy"] == 0.9)
    #expect(values["mnist/\(size)/tanh/depth_50_to_100/good_fraction_change"].map { $0 < 0 } == true)
    #expect(values["mnist/\(size)/relu/depth_1_to_100/good_fraction_ratio"].map { $0 > 0.6 && $0 < 0.75 } == true)
    #expect(values["mnist/\(size)/relu/depth_20_to_100/ordered_distance_ratio"].map { $0 < 0.4 } == true)
    let reference = try ReferenceNumbers("lee2018/figure9")
    let judged = reference.keys.filter { $0.hasPrefix("mnist/\(size)/") }
    #expect(!judged.isEmpty && judged.isSubset(of: Set(values.keys)))

    let shown = try Self.view(bench).scores
    #expect(
      shown.map(\.key) == [
        "mnist/\(size)/relu/depth_50/share_difference", "mnist/\(size)/tanh/depth_50/distance_ratio",
      ])
    #expect(shown[0].value > 0.5)
    #expect(Set(shown.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/figure4").keys))
  }

  /// The paper's 30 values each, and every second of them as its figure labels them: σ_w² from 0.1, σ_b² from 0.07 on.
  @Test(arguments: [(Tier.quick, 6, 6), (.standard, 15, 15), (.paper, 30, 30)])
  func gridsAreThePapers(_ tier: Tier, weights: Int, biases: Int) throws {
    let finished = try Self.finished(Bench(tier: tier))
    #expect(try finished.results.numbers("test_accuracy").shape == [2, 4, weights, biases])
    let first = try finished.results.numbers("bias_variance").values[0]
    #expect(tier == .paper ? first == 0 : (first - 2.0 / 29).magnitude < 1e-15)
    #expect(try finished.results.numbers("weight_variance").values[0] == 0.1)
  }

  @Test func mapsAndPhaseDiagramsAreDrawn() throws {
    let bench = try Bench(tier: .standard)
    let maps = try #require(try Self.finished(bench).figure)
    #expect(maps.title == "MNIST, 1000 training images; dotted: critical line" && maps.columns == 4)
    #expect(
      maps.panels.map(\.title)
        == ["ReLU", "tanh"].flatMap { kind in [1, 20, 50, 100].map { "\(kind), depth \($0)" } })
    // A map and the critical line.
    #expect(maps.panels.allSatisfy { $0.layers.count == 2 })
    let phases = try #require(try Self.view(bench).figure)
    #expect(phases.title == "MNIST, 1000 training images, depth 50" && phases.columns == 2)
    #expect(
      phases.panels.map(\.title)
        == ["ReLU, test accuracy", "ReLU, phases", "tanh, test accuracy", "tanh, phases"])
    // Two phases, the line and what they are called: the ReLU's in two lines each.
    #expect(phases.panels.map(\.layers.count) == [2, 7, 2, 5])
  }
}
