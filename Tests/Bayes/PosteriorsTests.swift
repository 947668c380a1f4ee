import Bayes
import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing

@Suite("Posteriors of finite networks")
struct PosteriorsTests {
  /// Distances that are 3/n, and a share of refused proposals 0.9/√n: slopes −1 and −1/2 under the references' keys.
  @Test func slopesAreMeasuredUnderTheReferencesKeys() throws {
    let finished = try Bench().filled(experiments["bayes/posteriors"]) { column, point, _ in
      let width = Double(try point[Axis<Int>("width", "")])
      switch column {
      case "wasserstein", "kolmogorov": return 3 / width
      case "refused": return 0.9 / width.squareRoot()
      case "langevin_refused": return 0.1 / width
      case "scale_reduction": return 1 + 0.1 / width
      default: return 1
      }
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("bayes/posteriors").keys) && values.count == 5)
    #expect(abs(try #require(values["line/wasserstein/slope"]) + 1) < 1e-12)
    #expect(abs(try #require(values["line/kolmogorov/slope"]) + 1) < 1e-12)
    #expect(abs(try #require(values["line/refused/slope"]) + 0.5) < 1e-12)
    let gain = try #require(values["line/langevin_gain"])
    #expect(abs(gain - (0.9 / 16 - 0.1 / 256)) < 1e-12)
    #expect(abs(try #require(values["line/scale_reduction"]) - 1.0125) < 1e-12)
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.count == 2 && summary.panels.flatMap(\.layers).allSatisfy { $0.points == 6 })
  }

  /// A width of which chains have not met is left out, and five have no slope.
  @Test func chainsThatHaveNotMetSayNothing() throws {
    let finished = try Bench().finished(experiments["bayes/posteriors"]) { _, point in
      let isNarrow = try point[Axis<Int>("width", "")] == 8
      let names = point.layout.variables.map(\.name)
      return Row(
        names.map { name in
          let count =
            ["wasserstein", "kolmogorov", "mean", "deviation"].contains(name)
            ? 48 : name.hasPrefix("process") ? 6 : name.hasSuffix("refused") ? 8 : 1
          return Column<Double>(name, "") => Array(repeating: isNarrow ? 1.2 : 1.01, count: count)
        }, status: isNarrow ? .untrusted : .done)
    }
    #expect(try scoreValues(finished) == ["line/scale_reduction": 1.2])
  }

  /// The widest networks of the tier: near the process.
  @Test func aCellSamples() throws {
    let row = try Bench().row(of: experiments["bayes/posteriors"], cell: [0, 5]).numbers
    let (means, process) = (try #require(row["mean"]), try #require(row["process_mean"]))
    let deviations = try #require(row["process_deviation"])
    #expect(means.count == 8 * 6 && process.count == 6)
    for (k, mean) in means.enumerated() { #expect(abs(mean - process[k % 6]) < 0.3 * deviations[k % 6]) }
    #expect(try #require(row["wasserstein"]).allSatisfy { $0 > 0 && $0 < 0.3 })
    #expect(try #require(row["refused"]).allSatisfy { $0 < 0.6 })
    #expect(try #require(row["scale_reduction"])[0] <= 1.05)
  }
}
