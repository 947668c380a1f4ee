import Bayes
import ExperimentSupport
import Foundation
import Plotting
import Suite
import Testing

@Suite("Distances under weight decay")
struct DecayScoresTests {
  @Test func distancesAreFittedByPrior() throws {
    let finished = try Bench().filled(experiments["bayes/weight-decay"]) { column, point, network in
      if column == "closed_form_distance" { return 0.001 }
      if column == "fit" { return 0.25 * Double(point.cell[0] + 1) }
      if column == "noise_variance" { return 0.125 * Double(point.cell[0] + 1) }
      if point.cell[0] == 2 { return 0.9 + 0.02 * Double(network % 4) }
      if point.cell[0] == 3 { return 0.3 + 0.01 * Double(network % 4) }
      return pow(2, -0.5 * Double(point.cell[1]))
    }
    let values = try scoreValues(finished)
    let keys = try ReferenceNumbers("bayes/weight-decay").keys
    #expect(keys.isSubset(of: values.keys))
    #expect(abs(try #require(values["readout/slope"]) + 0.5) < 1e-12)
    #expect(abs(try #require(values["initial/slope"]) + 0.5) < 1e-12)
    #expect(abs(try #require(values["zero/slope"])) < 1e-12)
    #expect(values["readout/closed_form_distance"] == 0.001)
    // 2^{−k/2} is proportional to 1/√n, and a constant is its own limit.
    #expect(abs(try #require(values["initial/limit"])) < 1e-12)
    #expect(abs(try #require(values["zero/limit"]) - 0.93) < 1e-12)
    // Network by network 0.60, 0.61, 0.62, 0.63: 0.615, and Student's t for three degrees of freedom is 5.84091.
    let excess = try #require(try finished.scores.first { $0.key == "zero/limit_above_initial" })
    #expect(abs(excess.value - 0.615) < 1e-12 && excess.samples == 4)
    // Their variance is 0.01² · 5/3, that of the mean a quarter of it.
    let interval = 5.84091 * 0.01 * (5.0 / 12).squareRoot()
    let measured = try #require(excess.halfWidth)
    #expect(abs(measured - interval) < 1e-7)
    #expect(values["zero/widest_fit"] == 0.75)
    let narrative = try finished.narrative
    #expect(narrative.contains("| 256 | 0.250 | 0.500 | 0.750 | 1.000 |"))
    #expect(narrative.contains("σ² = 0.12 for the readout and for decay towards θ₀; 0.38 for decay towards 0"))
    let panels = try #require(try finished.figure).summary.panels
    #expect(panels.count == 1)
    let towardsStart = "all layers, towards θ<sub>0</sub>"
    #expect(
      panels[0].labels
        == ["readout alone", towardsStart, "all layers, towards 0", towardsStart + ", low noise", "1/√<i>n</i>"])
    #expect(panels[0].layers.map(\.points) == [5, 5, 5, 5, 5])
  }
}
