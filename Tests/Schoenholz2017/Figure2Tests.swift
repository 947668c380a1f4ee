import ExperimentSupport
import Plotting
import Schoenholz2017
import Suite
import Testing

@Suite("Figure 2 of Schoenholz et al. 2017")
struct Figure2Tests {
  @Test("it runs, every number has its reference, fitted depth scales are the theory's")
  func fittedDepthScalesAreTheTheorys() throws {
    let finished = try Bench().finished(experiments["schoenholz2017/figure2"])
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("schoenholz2017/figure2").keys))
    for (key, value) in values
    where key.hasSuffix("variance_depth_scale_ratio") || key.hasSuffix("correlation_depth_scale_ratio") {
      // Residuals between 1e-3 and 1e-10 of the first.
      #expect((value - 1).magnitude < 1e-3, "\(key)")
    }
    let panels = try #require(try finished.figure).summary.panels
    #expect(
      panels.map(\.title) == [
        "lengths approach their fixed point exponentially", "correlations approach their fixed point exponentially",
        "depth scales: only without dropout is there a critical point",
        "theory (lines), networks of width 300 (dots)",
      ])
    let names = ["1.0", "1.3", "1.6", "2.0", "2.5", "3.0", "4.0"].map { "σ<sub>w</sub><sup>2</sup> = \($0)" }
    for (panel, depth) in zip(panels, [40, 200]) {
      #expect(panel.labels == names)
      // Near the critical point the residuals stay above rounding to the end.
      #expect(panel.layers.map(\.points).max() == depth + 1)
    }
    #expect(
      panels[2].labels
        == ["ξ<sub>c</sub>"] + ["0.9999", "0.999", "0.99", "0.9"].map { "ξ<sub>c</sub>, keep \($0)" }
        + ["ξ<sub>q</sub>"])
    #expect(panels[2].layers.map(\.points) == [Int](repeating: 201, count: 6) + [1])
    // A curve and the networks' means a σ_w².
    #expect(panels[3].layers.map(\.points) == [Int](repeating: 31, count: 14))
  }
}
