import Foundation
import Suite
import Testing

@Suite("Trained networks and their largest rate")
struct Figure2SGDTests {
  /// Networks whose own λ_max is 1.25 times the analytic one: the loss grows from the fourth rate on, ρ = 1, accuracy
  /// falls one rate later.
  @Test func thresholdsAreMeasuredInBothUnits() throws {
    let finished = try Bench().filled("xiao2020/figure2-sgd") { variable, cell, entry in
      switch variable {
      case "loss_growth": return entry < 3 ? 1 : 100
      case "largest_eigenvalue": return 80
      case "empirical_largest_eigenvalue": return 100
      case "mean_largest_eigenvalue": return 84
      // Rates 0.5, 0.63, 0.79, 1, 1.26; maps of the same shape.
      default: return entry < 4 ? 0.9 : 0.1
      }
    }
    let values = try measuredValues(finished)
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
    try expectPicture(finished)
  }
}
