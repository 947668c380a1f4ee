import Bayes
import ExperimentSupport
import Plotting
import Results
import Suite
import Testing

@Suite("Laplace's approximation of wide networks")
struct LaplaceLimitTests {
  /// Distances 2/√n at the start, and twice as much at the maximum.
  @Test func slopesAreMeasuredUnderTheReferencesKeys() throws {
    let finished = try Bench().filled(experiments["bayes/laplace-limit"]) { column, point, entry in
      let width = Double(try point[Axis<Int>("width", "")])
      return column == "distance" ? Double(1 + entry % 2) * 2 / width.squareRoot() : 1e-7
    }
    let values = try scoreValues(finished)
    #expect(
      try ReferenceNumbers("bayes/laplace-limit").keys == ["start/slope", "maximum/slope", "maximum/gradient_norm"])
    for key in ["start/slope", "maximum/slope"] { #expect(abs(try #require(values[key]) + 0.5) < 1e-12) }
    #expect(values["maximum/gradient_norm"] == 1e-7)
    let panels = try #require(try finished.figure).summary.panels
    #expect(panels.count == 1 && panels[0].layers.map(\.points) == [6, 6, 6])
  }

  /// The widest networks of the tier: near the process.
  @Test func aCellIsNearTheProcess() throws {
    let row = try Bench().row(of: experiments["bayes/laplace-limit"], cell: [5]).numbers
    let distances = try #require(row["distance"])
    #expect(distances.count == 128 && distances.allSatisfy { $0 > 0 && $0 < 0.4 })
    #expect(try #require(row["gradient_norm"]).allSatisfy { $0 < 1e-4 })
  }
}
