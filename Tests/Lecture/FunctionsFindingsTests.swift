import ExperimentSupport
import Foundation
import Lecture
import Results
import Suite
import Testing

@Suite("What functions of one input show")
struct FunctionsFindingsTests {
  private static let widths = [32.0, 64, 128, 256, 512]

  /// Shares 0.9 + 1/n and by ensemble a hundredth more, networks in the band by 0.02 + 1/n less often than the limit,
  /// and means with errors beyond the posterior's by 0.06 + 4/n where they differ by the square 0.05.
  private func finished() throws -> FinishedExperiment {
    try Bench().filled(experiments["lecture/functions"]) { column, point, entry in
      let group = point.layout.group
      let width = group == "/pictures" ? 1 : Self.widths[point.cell[group == "/training" ? 1 : 0]]
      switch column {
      case "components": return 1.1 + 3 / width
      case "coverage": return 0.9 + 0.01 * Double(entry % 6) + 1 / width
      case "limit_share": return 0.93 + 1 / width
      case "error": return 0.26 + 4 / width
      case "posterior_error": return 0.2
      case "distance": return 0.05
      case "within_band": return 0.9 - 1 / width
      case "limit_within_band": return 0.92
      case "deviation": return 1
      default: return Double(entry % 5) - 2
      }
    }
  }

  @Test func sharesAreFittedToInfiniteWidth() throws {
    let values = try scoreValues(try finished())
    #expect(Set(values.keys) == (try ReferenceNumbers("lecture/functions").keys))
    #expect(abs(try #require(values["prior/components"]) - 1.1) < 1e-9)
    let expected = [
      "prior/coverage": 0.91, "decayed/coverage": 0.95, "trained/limit_within_band": 0.93,
      "posterior/least_error": 1.2, "noisy_posterior/least_error": 1.2,
      // Over variances that are computed, not filled in.
      "trained/excess_error": 0.06 / 0.1710002539281557, "decayed/excess_error": 0.06 / 0.2592409275037326,
      "trained/within_beyond_limit": -0.02, "decayed/within_beyond_limit": -0.02,
    ]
    for (key, value) in expected { #expect(abs(try #require(values[key]) - value) < 1e-8) }
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
    #expect(try finished.narrative.contains("4 points, noise of σ = 0.3"))
  }
}
