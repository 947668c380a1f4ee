import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

@Suite("What functions of one input show")
struct FunctionsFindingsTests {
  private static let widths = [32.0, 64, 128, 256, 512]

  /// Shares 0.9 + 1/n and by ensemble a hundredth more, networks in the band by 0.02 + 1/n less often than the limit.
  private func finished() throws -> FinishedExperiment {
    try Bench().filled(experiments["lecture/functions"]) { column, point, entry in
      let group = point.layout.group
      let width = group == "/pictures" ? 1 : Self.widths[point.cell[group == "/training" ? 1 : 0]]
      return switch column {
      case "components": 1.1 + 3 / width
      case "coverage": 0.9 + 0.01 * Double(entry % 6) + 1 / width
      case "within_band": 0.9 - 1 / width
      case "limit_within_band": 0.92
      case "deviation": 1
      default: Double(entry % 5) - 2
      }
    }
  }

  @Test func sharesAreFittedToInfiniteWidth() throws {
    let values = try scoreValues(try finished())
    #expect(Set(values.keys) == (try ReferenceNumbers("lecture/functions").keys))
    #expect(abs(try #require(values["prior/components"]) - 1.1) < 1e-9)
    for (key, share) in [("prior", 0.91), ("posterior", 0.92), ("noisy_posterior", 0.93), ("trained", 0.94)] {
      #expect(abs(try #require(values[key + "/coverage"]) - share) < 1e-9)
    }
    #expect(abs(try #require(values["decayed/coverage_beyond_derived"]) - 0.95 + 0.7197812066894167) < 1e-9)
    for key in ["trained", "decayed"] {
      #expect(abs(try #require(values[key + "/within_band"]) - 0.9344997361036416) < 1e-9)
    }
  }

  @Test func thePictureHasAllEnsembles() throws {
    let finished = try finished()
    let summary = try #require(try finished.figure).summary
    #expect(
      summary.panels.map(\.title) == [
        "networks at initialisation, <i>n</i> = 512", "posterior, data without noise",
        "trained networks, <i>n</i> = 512", "prior, and values with noise", "posterior, data with noise",
        "trained networks with weight decay, <i>n</i> = 512",
      ])
    // The band and six functions; with values with noise; with mean and data.
    #expect(summary.panels.map(\.layers.count) == [7, 9, 9, 13, 9, 9])
    #expect(try finished.narrative.contains("0.720"))
  }
}
