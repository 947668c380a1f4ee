import ExperimentSupport
import MeanField
import Plotting
import Poole2016
import Suite
import Testing

@Suite("Figure 1 of Poole et al. 2016")
struct Figure1Tests {
  /// Networks that follow the theory: ratios are 1, and lines go through the dots.
  @Test func networksAreMeasuredInTheTheorysLengths() throws {
    let paths = try [1.3, 2.5, 4].map { weight in
      let theory = try MeanFieldTheory(nonlinearity: .tanh, weightVariance: weight * weight, biasVariance: 0.3 * 0.3)
      return try (1...20).flatMap { try theory.lengths(from: 0.75 * Double($0), depth: 7) }
    }
    let finished = try Bench().filled(experiments["poole2016/figure1"]) { column, point, entry in
      column == "variance" ? paths[point.cell[0]][entry] : 0.5
    }
    let (values, reference) = (try scoreValues(finished), try ReferenceNumbers("poole2016/figure1"))
    #expect(Set(values.keys) == reference.keys)
    for (key, value) in values {
      if key.hasSuffix("_ratio") { #expect((value - 1).magnitude < 1e-14, "\(key)") }
      // What does not come from networks is the theory's, and the reference has it from another program.
      if key.hasSuffix("/fixed_variance") {
        #expect((value - (try #require(reference[key]?.value))).magnitude < 1e-9, "\(key)")
      }
      // The paper calls it rapid, and stops its simulations after seven layers.
      if key.hasSuffix("/iterations") { #expect((1...10).contains(value), "\(key)") }
    }
    let repeated = try finished.scores.filter { $0.key.hasSuffix("_ratio") }
    #expect(repeated.allSatisfy { $0.samples == 10 && $0.standardError != nil })
    let panels = try #require(try finished.figure).summary.panels
    #expect(
      panels.map(\.title) == [
        "length map", "its iterates", "fixed point of the length map", "layers to within 1 % of <i>q</i>*",
      ])
    let names = ["1.3", "2.5", "4.0"].map { "σ<sub>w</sub> = \($0)" }
    #expect(panels[0].labels == ["identity"] + names && panels[1].labels == names)
    // A curve, one network's first step from each start, and the fixed point.
    #expect(panels[0].layers.map(\.points) == [2] + [151, 20, 1] + [151, 20, 1] + [151, 20, 1])
    // Three starts, eight layers, lines and dots.
    #expect(panels[1].layers.map(\.points) == [Int](repeating: 8, count: 3 * 3 * 2))
    // 11 × 11 of the plane, and a rimmed point at each σ_w.
    for panel in panels[2...] { #expect(panel.layers.map(\.points) == [121, 1, 1, 1, 1, 1, 1]) }
  }
}
