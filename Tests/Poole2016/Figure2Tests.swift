import ExperimentSupport
import MeanField
import Plotting
import Poole2016
import Suite
import Testing

@Suite("Figure 2 of Poole et al. 2016")
struct Figure2Tests {
  /// Networks that follow the theory: differences are 0, ratios 1, and lines go through the dots.
  @Test func networksAreMeasuredAgainstTheTheory() throws {
    let followed = try [1.3, 2.5, 4].map { weight in
      let theory = try MeanFieldTheory(nonlinearity: .tanh, weightVariance: weight * weight, biasVariance: 0.3 * 0.3)
      let (variance, curve) = (try theory.fixedVariance.get(), try theory.curvature(depth: 5))
      let correlations = try (0...9).flatMap {
        try theory.separations(from: 1 - 0.1 * Double($0), variance: variance, depth: 12).map { 1 - $0 }
      }
      return [
        "correlation": correlations, "metric": curve.map(\.metric),
        "squared_curvature": curve.map(\.squaredCurvature),
      ]
    }
    let finished = try Bench().filled(experiments["poole2016/figure2"]) { column, point, entry in
      point.cell.count == 1 ? 0.5 : try #require(followed[point.cell[0]][column])[entry]
    }
    let (values, reference) = (try scoreValues(finished), try ReferenceNumbers("poole2016/figure2"))
    #expect(Set(values.keys) == reference.keys)
    for (key, value) in values {
      let published = try #require(reference[key]?.value)
      // Chaos at σ_w = 4 multiplies the rounding of 1 − (1 − c) by 2.4 in each of twelve layers at most.
      if key.hasSuffix("_difference") { #expect(value.magnitude < 1e-11, "\(key)") }
      if key.hasSuffix("_ratio") { #expect((value - published).magnitude < 1e-14, "\(key)") }
      // What does not come from networks is the theory's, and the reference has it from another program.
      if key.hasSuffix("/chi1") || key.hasSuffix("/fixed_correlation") {
        #expect((value - published).magnitude < 1e-9, "\(key)")
      }
    }
    let panels = try #require(try finished.figure).summary.panels
    #expect(
      panels.map(\.title) == [
        "correlation map", "its iterates", "fixed point of the correlation", "order (blue) and chaos (red)",
        "squared speed of a circle of inputs", "its squared curvature × width",
      ])
    let names = ["1.3", "2.5", "4.0"].map { "σ<sub>w</sub> = \($0)" }
    #expect(panels[0].labels == ["identity"] + names && panels[1].labels == names)
    // A curve, one network's first step from each start, and the fixed point.
    #expect(panels[0].layers.map(\.points) == [2] + [101, 10, 1] + [101, 10, 1] + [101, 10, 1])
    // Three starts, thirteen layers, lines and dots.
    #expect(panels[1].layers.map(\.points) == [Int](repeating: 13, count: 3 * 3 * 2))
    // 11 × 11 of the plane, the critical line, and a rimmed point at each σ_w.
    for panel in panels[2...3] { #expect(panel.layers.map(\.points) == [121, 81, 1, 1, 1, 1, 1, 1]) }
    for panel in panels[4...] {
      #expect(panel.labels == names)
      #expect(panel.layers.map(\.points) == [Int](repeating: 6, count: 6))
    }
  }
}
