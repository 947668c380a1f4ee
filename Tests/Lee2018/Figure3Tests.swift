import ExperimentSupport
import Lee2018
import Plotting
import Suite
import Testing

@Suite("Figures 3 and 8")
struct Figure3Tests {
  /// Cells hold their own number in every correlation, 0.01 more a subset seed and 0.001 more by the lookup table, and
  /// 100 bins.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["lee2018/figure3"]) { column, point, bin in
      let own = Double(2 * point.cell[0] + point.cell[1]) / 20
      return switch column {
      case "correlation":
        own
          + (point.layout.group == "/other_subsets" ? 0.01 * Double(point.cell[2] + 1) : 0.001 * Double(point.cell[2]))
      case "correlation_stderr": 0.01
      case "noise_variance_used": 1e-10
      default: Double(bin) / 100
      }
    }
  }

  @Test func scoresFollowTheOrderOfTheFile() throws {
    let finished = try Self.finished(.standard)
    let scores = try finished.scores
    let keys = ["mnist/1000", "mnist/5000", "cifar10/1000", "cifar10/5000"].flatMap { row in
      ["relu", "tanh"].flatMap { ["\(row)/\($0)/correlation", "\(row)/\($0)/paper_algorithm/correlation"] }
    }
    #expect(scores.map(\.key) == keys)
    for (place, score) in scores.enumerated() {
      // Five subsets, 0.02 above the first on average, or the first alone by the lookup table.
      let isPapers = place % 2 == 1
      #expect((score.value - Double(place / 2) / 20 - (isPapers ? 0.001 : 0.02)).magnitude < 1e-15)
      #expect(score.samples == (isPapers ? 1 : 5))
      #expect(isPapers ? score.standardError == 0.01 : ((score.standardError ?? .nan) - 0.00707).magnitude < 1e-5)
    }
    #expect(Set(scores.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/figure3").keys))
    #expect(try finished.results.numbers("/test_points/predicted_variance").shape == [4, 2, 2, 100])
    let figure = try #require(try finished.figure)
    #expect(figure.columns == 2 && figure.panels.count == 8)
    #expect(figure.panels.first?.title == "MNIST:1k, ReLU: <i>r</i> = 0.000")
    #expect(figure.panels.last?.title == "CIFAR:5k, tanh: <i>r</i> = 0.350")
    #expect(figure.panels.allSatisfy { $0.layers.count == 1 })
  }

  /// The four correlations of Figure 3 are judged with bootstrap errors of their own: one training subset there is.
  @Test func thePaperTierHasTheLargestRows() throws {
    let scores = try Self.finished(.paper).scores
    #expect(scores.count == 32)
    #expect(Set(scores.map(\.key)) == (try ReferenceNumbers("lee2018/figure3").keys))
    for key in ["mnist/50000/relu", "mnist/50000/tanh", "cifar10/45000/relu", "cifar10/45000/tanh"] {
      let score = try #require(scores.first { $0.key == "\(key)/correlation" })
      #expect(score.samples == 1 && score.standardError == 0.01)
    }
  }
}
