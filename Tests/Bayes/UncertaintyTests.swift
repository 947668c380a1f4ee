import Bayes
import ExperimentSupport
import Plotting
import Suite
import Testing

@Suite("Predicted uncertainty")
struct UncertaintyTests {
  /// Errors that grow with the variance, which differs from method to method by a factor alone: every correlation is 1.
  @Test func uncertaintyIsMeasuredAsCorrelation() throws {
    let finished = try Bench().filled(experiments["bayes/uncertainty"]) { column, point, entry in
      // Every network has the same.
      let variance = 0.1 + Double(entry % 2_000 * 7919 % 2_000) / 2_000
      return column != "predicted_variance" ? 0.5 * variance : variance * Double(1 + point.cell[1])
    }
    let scores = try finished.scores
    #expect(scores.count == 8)
    #expect(Set(scores.map(\.key)).isSubset(of: try ReferenceNumbers("bayes/uncertainty").keys))
    for score in scores {
      #expect(abs(score.value - 1) < 1e-12)
      #expect(score.samples == (score.key.contains("dropout") ? 3 : 1))
    }
    // The variance is 0.1 + k/2000 over all k: mean 0.59975, and dropout's is four times as large.
    #expect(try finished.narrative.contains("| Monte-Carlo dropout | 0.29988 | 2.39900 | 0.12 |"))
    let panels = try #require(try finished.figure).summary.panels
    #expect(
      panels.map(\.title)
        == ["NNGP posterior", "NTK, infinite ensemble", "deep ensemble", "Monte-Carlo dropout"].map {
          "\($0), ReLU: <i>r</i> = 1.000"
        })
    // 2,000 images in bins of 100, of each network.
    #expect(panels.map { $0.layers.map(\.points) } == [[20], [20], [20], [20, 20, 20]])
  }
}
