import ExperimentSupport
import Plotting
import Results
import Schoenholz2017
import Suite
import Testing

@Suite("Figure 1 of Schoenholz et al. 2017")
struct Figure1Tests {
  @Test("a growth that is linear in σ_w² is 1 where the line says")
  func boundaryIsWhereGrowthIsOne() throws {
    let finished = try Bench().filled(experiments["schoenholz2017/figure1"]) { column, point, _ in
      // Distances −0.3, −0.15 … : 1 at +0.1.
      column == "growth" ? 1 + 0.3 * (0.15 * Double(point.cell[1] - 2) - 0.1) : 1
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("schoenholz2017/figure1").keys))
    for (key, value) in values where key.hasSuffix("measured_boundary_distance") {
      #expect((value - 0.1).magnitude < 1e-12, "\(key)")
    }
    let panels = try #require(try finished.figure).summary.panels
    #expect(panels.map(\.title) == ["slope of the correlation map at 1", "correlation after many layers"])
    for panel in panels {
      // 41 × 41 of the plane, the line, and σ_b² at which networks are measured.
      #expect(panel.layers.map(\.points) == [1681, 101, 3])
      #expect(panel.labels.dropFirst() == ["critical line", "networks of width 300"])
    }
  }
}
