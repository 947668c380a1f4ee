import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Trained networks and their largest rate")
struct Figure2SGDTests {
  /// Networks whose own λ_max is 1.25 times the analytic one: the loss grows from the third rate on, ρ = 1, accuracy
  /// falls one rate later. Accuracies along the boundaries fall linearly over 4 depth scales, a scale later after the
  /// second number of steps.
  @Test func thresholdsAndBoundariesAreMeasured() throws {
    let finished = try Bench().filled(experiments["xiao2020/figure2-sgd"]) { column, point, entry in
      switch column {
      case "loss_growth": return entry < 2 ? 1 : 100
      case "largest_eigenvalue": return 80
      case "empirical_largest_eigenvalue": return 100
      case "mean_largest_eigenvalue": return 84
      // One network a column of the ordered phase.
      case "diverged_step": return point.layout.group == "/ordered_boundary" && entry == 6 ? 5 : 0
      // As many layers as steps of the axis: depths that a rounding to layers has not moved.
      case "depth": return try Self.depth(point, entry)
      default:
        guard point.layout.group.hasSuffix("_boundary") else {
          // Rates 0.63, 0.79, 1, 1.26, 1.58; maps of the same shape.
          return entry < 3 ? 0.9 : 0.1
        }
        let looks = try #require(point.layout.coordinate("steps")?.count)
        // Infinitely wide networks fall half a scale earlier.
        let multiple =
          try Self.depth(point, entry / looks) / Self.scale(point) + (column.hasPrefix("linearised") ? 0.5 : 0)
        return min(0.9, max(0.1, 0.9 - (multiple - Double(entry % looks)) * 0.8 / 4))
      }
    }
    let values = try scoreValues(finished)
    let reference = try ReferenceNumbers("xiao2020/figure2-sgd")
    // The best test accuracy, and in each phase the eigenvalue itself, have no source.
    #expect(values.keys.count { reference[$0] != nil } == values.count - 4)
    for phase in ["ordered", "critical", "chaotic"] {
      #expect(values["rates/\(phase)/eigenvalue_ratio"] == 1.25)
      #expect((try #require(values["rates/\(phase)/accuracy_collapse_rate"]) - pow(10, 0.05)).magnitude < 1e-12)
      #expect(abs(try #require(values["rates/\(phase)/mean_eigenvalue_ratio"]) - 1.05) < 1e-12)
      #expect((try #require(values["rates/\(phase)/loss_collapse_rate"]) - pow(10, -0.05)).magnitude < 1e-12)
      #expect(values["rates/\(phase)/collapsed_accuracy"] == 0.1)
    }
    // (100/84 − 1) over the deviation of the coupling of two outputs, at width 512: numpy's, from the same formulas.
    // Networks with one image, drawn there, have the formulas' deviations for equal images within a fifth.
    for (phase, coupling) in [("ordered", 0.0523401), ("critical", 0.0559117), ("chaotic", 0.0537844)] {
      let excess = try #require(values["rates/\(phase)/eigenvalue_excess"])
      #expect((excess * coupling - 16.0 / 84).magnitude < 1e-5)
      let score = try #require(try finished.scores.first { $0.key == "rates/\(phase)/mean_eigenvalue_ratio" })
      #expect((try #require(score.standardError) - coupling).magnitude < 1e-5)
    }
    // Half-way from the best of the shallowest network, 0.9 since 1 ξ₁ is on the plateau, at 2 + 1 ξ₁.
    let training = try #require(values["fcn/100/training/ordered_boundary"])
    #expect((training - 3).magnitude < 1e-9)
    let growth = try #require(values["fcn/100/training/ordered_growth"])
    #expect((growth - 1 / log(600.0 / 150)).magnitude < 1e-9)
    #expect((try #require(values["fcn/100/training/ordered_boundary_shift"]) - 0.5).magnitude < 1e-9)
    #expect(values["fcn/100/test/best_accuracy"] == 0.9)
    let figure = try #require(try finished.figure)
    #expect(
      figure.panels.map(\.title) == [
        "training accuracy", "test accuracy", "depth 10, full batch", "training, 600 steps",
        "test, 150 steps",
      ])
    // A map under two guides twice; a curve a phase and the line at ρ = 1; a curve a column, in the ordered phase one
    // of infinite width beside it, and their guide.
    #expect(figure.panels.map(\.layers.count) == [3, 3, 4, 7, 4])
    let narrative = try finished.narrative
    #expect(
      narrative.contains("Maps: width 128, the first 100 training images of CIFAR-10 in batches of 50, 150 steps"))
    #expect(narrative.contains("depth 10, width 512, the first 48 images, 30 full-batch steps"))
    #expect(narrative.contains("| critical | 1.76 | 80.00 | 84.00 | 100.00 | 0.8000 |"))
    #expect(narrative.contains("In ξ₁, in batches of 10 after 150 steps: 2.4"))
    #expect(narrative.contains(", 600 steps: 3.00"))
    #expect(narrative.contains("In ξ_*, in batches of 50 after 150 steps: "))
    #expect(narrative.contains("(boundary in ξ₁: 3)"))
  }

  private static func scale(_ point: Point) throws -> Double {
    let isOrdered = point.layout.group.contains("ordered")
    let guide = DepthGuide(side: isOrdered ? .ordered : .chaotic, multiple: 1, biasVariance: 0.186)
    return try #require(try guide.depthScale(weightVariance: point[AccuracyGrid.weightVariance]))
  }

  /// The paper prints no number of steps, which moves the boundary of training: it is not held against the guide.
  @Test(arguments: [100, 500, 1_000]) func theOrderedBoundaryIsNotComparable(images: Int) throws {
    let reference = try ReferenceNumbers.library().reference(for: "xiao2020/figure2-sgd")
    let published = try #require(
      reference.experiments["xiao2020/figure2-sgd"]?.published.first {
        $0.key == "fcn/\(images)/training/ordered_boundary"
      })
    guard case .notComparable(.openSetting)? = reference.tolerances[published.tolerance]?.rule else {
      throw Missing()
    }
  }

  /// At a rate at which the loss is infinite within a few steps, which is recorded.
  @Test(arguments: [(0.1, false), (1e12, true)]) func divergenceIsRecorded(rate: Double, diverges: Bool) throws {
    var map = TrainedMap(
      grid: MapGrid(columns: 2, rows: 2, deepest: 4), width: 20, training: 30, test: 40, batch: 10, steps: 20)
    map.rate = rate
    let values = try map.column(1, context: Bench().context(of: "xiao2020/figure2-sgd")).values
    let steps = try #require(values.integers["diverged_step"])
    #expect(steps.count == 2 && steps.allSatisfy { ($0 > 0) == diverges })
    for accuracies in [values.numbers["training_accuracy"], values.numbers["test_accuracy"]] {
      #expect(try #require(accuracies).allSatisfy { !diverges || $0 == 0.1 })
    }
  }

  /// The depth at a place along the multiples, to the nearest layer.
  private static func depth(_ point: Point, _ place: Int) throws -> Double {
    guard case .numbers(let multiples)? = point.layout.coordinate("multiple")?.values else { return .nan }
    return max(1, try (multiples[place] * scale(point)).rounded())
  }

  /// Every column has networks at the same multiples, no two of one depth.
  @Test(arguments: Tier.allCases) func boundariesHaveNetworksAtEqualMultiples(_ tier: Tier) throws {
    let plan = try experiments["xiao2020/figure2-sgd"].plan(tier)
    let sweeps = plan.sweeps.filter { $0.layout.group.hasSuffix("_boundary") }
    #expect(sweeps.count == 2)
    for sweep in sweeps {
      let count = try #require(sweep.layout.coordinate("multiple")?.count)
      for point in sweep.layout.points {
        let depths = try (0..<count).map { try Self.depth(point, $0) }
        #expect(zip(depths, depths.dropFirst()).allSatisfy { $0 < $1 }, "\(point)")
      }
    }
  }

  /// A collapse beyond the rates has no place; one among them lies between two.
  @Test func theSweepOfRatesIsThePapers() throws {
    for tier in [Tier.standard, .paper] {
      let rates = try #require(
        try experiments["xiao2020/figure2-sgd"].plan(tier).sweeps.first { $0.layout.group == "/rates" })
      guard case .numbers(let values)? = rates.layout.coordinate("rate")?.values else { throw Missing() }
      #expect(values.count == 21)
      for (place, rate) in values.enumerated() {
        let expected: Double = pow(10, -1 + 0.1 * Double(place))
        #expect((rate - expected).magnitude < 1e-12)
      }
    }
  }

  private struct Missing: Error {}
}
