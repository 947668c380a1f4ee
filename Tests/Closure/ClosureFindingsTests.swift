import Closure
import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing

@Suite("What a closure test found")
struct ClosureFindingsTests {
  private static let steps = [
    0, 1, 2, 3, 4, 8, 16, 24, 34, 48, 57, 68, 81, 96, 114, 136, 162, 192, 272, 384, 543, 768, 1_086,
  ]

  /// Networks that depart from the limit by a + b/n in every square, with a sign of its own in every other block, and
  /// by a slope in log t that does not fall with n.
  private func finished(
    limit: Double, slope: Double = 0, alternating: Double = 0
  ) throws -> FinishedExperiment {
    let widths = [32.0, 64, 128, 256, 512]
    let bench = try Bench()
    let experiment = try experiments["closure/bias-variance"]
    let sweep = try #require(try experiment.plan(.quick).sweeps.first)
    let constants = try #require(try sweep.constants?(bench.context(of: experiment.id))).values.numbers
    let theory = try #require(constants["theory_learnt"])
    return try bench.filled(experiment) { column, point, entry in
      let (width, block) = (point.cell[0], point.cell[1])
      let step = entry % Self.steps.count
      if column == "learnt" { return theory[entry] * (1 + 2 / widths[width]) }
      let base = 0.01 * Double(1 + (block + step) % 3)
      // Behind the networks' entries are the limit's.
      guard entry < 8 * Self.steps.count else { return base }
      let square = entry / Self.steps.count % 4
      let sign = block % 2 == 0 ? 1.0 : -1
      let late = step == 0 ? 0 : log(Double(Self.steps[step]))
      let departure = limit + alternating * sign + 3 / widths[width]
      return base + (square == 3 ? departure : 0) + (square == 0 ? slope * late : 0)
    }
  }

  @Test func departuresAreFittedToInfiniteWidth() throws {
    let finished = try finished(limit: 0.002, alternating: 0.0005)
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("closure/bias-variance").keys))
    // R at λ_max t = 48, the recorded time next to t* = 49.1, is 0.1952288; the interaction counts four times its
    // square and is taken twice off both variances.
    let sum = try #require(values["data/sum"])
    #expect(abs(sum / 0.002 * 0.1952288 - 1) < 1e-4)
    #expect(abs((try #require(values["data/interaction"])) / sum - 4) < 1e-9)
    #expect(abs((try #require(values["data/bias_square"])) / sum - 1) < 1e-9)
    #expect(abs((try #require(values["data/initial_variance"])) / sum + 2) < 1e-9)
    #expect(abs((try #require(values["data/noise_variance"])) / sum + 2) < 1e-9)
    // 24 blocks at ±0.0005: s = 0.0005 √(24/23), and Student's t for 23 degrees of freedom is 2.80734.
    let score = try #require(try finished.scores.first { $0.key == "data/sum" })
    let interval = 2.80734 * 0.0005 / 23.0.squareRoot() / 0.1952288
    #expect(abs(try #require(score.halfWidth) / interval - 1) < 1e-4 && score.samples == 24)
    // What is learnt is 1 + 2/n of theory's.
    for mode in 1...5 { #expect(abs(try #require(values["mode\(mode)/learnt"]) - 1) < 1e-9) }
  }

  /// δ = s log t moves the minimum by −s/R″ in log t, to first order.
  @Test func aSlopeMovesTheMinimum() throws {
    let values = try scoreValues(try finished(limit: 0, slope: 0.001))
    let (data, between): (Double, Double) = (
      try #require(values["data/minimum_shift"]), try #require(values["between/minimum_shift"])
    )
    #expect(abs(data + 0.001 / 0.044709) < 1e-5)
    #expect(abs(between + 0.001 / 0.043901) < 1e-5)
  }

  @Test func thePictureHasTheoryAndNetworks() throws {
    let finished = try finished(limit: 0)
    let summary = try #require(try finished.figure).summary
    #expect(
      summary.panels.map(\.title) == [
        "on the data", "the sum around its minimum", "eigenvectors of Θ", "what each carries",
      ])
    #expect(
      summary.panels[0].labels == [
        "<i>t</i>*", "bias²", "variance: initial functions", "variance: noise", "sum", "networks, <i>n</i> = 512",
      ])
    #expect(
      summary.panels[1].labels == [
        "<i>t</i>*", "<i>n</i> = ∞", "<i>n</i> = 32", "<i>n</i> = 128", "<i>n</i> = 512",
      ])
    #expect(summary.panels[2].layers.map(\.points) == [39, 39, 39, 39, 39])
    #expect(summary.panels[3].layers.dropFirst().map(\.points) == [20, 20, 20])
    let narrative = try finished.narrative
    #expect(narrative.contains("24 blocks a width") && narrative.contains("| λ_max t | bias² | limit |"))
  }
}
