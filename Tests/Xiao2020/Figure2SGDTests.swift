import ExperimentSupport
import Foundation
import Plotting
import Suite
import Testing
import Xiao2020

@Suite("Trained networks and their largest rate")
struct Figure2SGDTests {
  /// Networks whose own λ_max is 1.25 times the analytic one: the loss grows from the fourth rate on, ρ = 1, accuracy
  /// falls one rate later.
  @Test func thresholdsAreMeasuredInBothUnits() throws {
    let finished = try Bench().filled(experiments["xiao2020/figure2-sgd"]) { column, _, entry in
      switch column {
      case "loss_growth": return entry < 3 ? 1 : 100
      case "largest_eigenvalue": return 80
      case "empirical_largest_eigenvalue": return 100
      case "mean_largest_eigenvalue": return 84
      // Rates 0.5, 0.63, 0.79, 1, 1.26; maps of the same shape.
      default: return entry < 4 ? 0.9 : 0.1
      }
    }
    let values = try scoreValues(finished)
    let reference = try ReferenceNumbers("xiao2020/figure2-sgd")
    #expect(values.keys.count { reference[$0] != nil } == values.count - 1)
    for phase in ["ordered", "critical", "chaotic"] {
      #expect(values["rates/\(phase)/eigenvalue_ratio"] == 1.25)
      #expect(abs(try #require(values["rates/\(phase)/largest_trainable_rate"]) - 1) < 1e-12)
      #expect(abs(try #require(values["rates/\(phase)/mean_eigenvalue_ratio"]) - 1.05) < 1e-12)
      let stable = try #require(values["rates/\(phase)/largest_stable_rate"])
      #expect(abs(stable - pow(10, -0.1)) < 1e-12)
      #expect(values["rates/\(phase)/collapsed_accuracy"] == 0.1)
    }
    #expect(values["fcn/100/test/best_accuracy"] == 0.9)
    let figure = try #require(try finished.figure)
    #expect(figure.panels.map(\.title) == ["training accuracy", "test accuracy", "depth 10, full batch"])
    // A map under two guides twice; a curve a phase and the line at ρ = 1.
    #expect(figure.panels.map(\.layers.count) == [3, 3, 4])
    let narrative = try finished.narrative
    #expect(
      narrative.contains("Maps: width 128, the first 100 training images of CIFAR-10 in batches of 50, 150 steps"))
    #expect(narrative.contains("depth 10, width 512, the first 48 images, 30 full-batch steps"))
    #expect(narrative.contains("| critical | 1.76 | 80.00 | 84.00 | 100.00 | 0.8000 |"))
  }
}
