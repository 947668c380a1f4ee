import ExperimentSupport
import Lee2018
import Plotting
import Suite
import Testing

@Suite("Figures 3 and 8")
struct Figure3Tests {
  /// Cells hold their own number in every correlation, 0.01 more a subset seed, and 100 bins.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["lee2018/figure3"]) { column, point, bin in
      switch column {
      case "correlation":
        Double(2 * point.cell[0] + point.cell[1]) / 20 + (point.cell.count == 3 ? 0.01 * Double(point.cell[2] + 1) : 0)
      case "correlation_stderr": 0.01
      case "noise_variance_used": 1e-10
      default: Double(bin) / 100
      }
    }
  }

  @Test func scoresFollowTheOrderOfTheFile() throws {
    let finished = try Self.finished(.standard)
    let scores = try finished.scores
    let own: [String] = [
      "mnist/1000/relu/correlation", "mnist/1000/tanh/correlation", "mnist/5000/relu/correlation",
      "mnist/5000/tanh/correlation", "cifar10/1000/relu/correlation", "cifar10/1000/tanh/correlation",
      "cifar10/5000/relu/correlation", "cifar10/5000/tanh/correlation",
    ]
    let papers = ["mnist/1000", "mnist/5000"].flatMap { (row: String) -> [String] in
      ["relu", "tanh"].map { "\(row)/\($0)/paper_algorithm/correlation" }
    }
    #expect(scores.map(\.key) == own + papers)
    // The paper's algorithm has the first subset alone.
    #expect(scores[8...].map(\.value) == [0, 0.05, 0.1, 0.15] && scores[8...].allSatisfy { $0.samples == 1 })
    for (place, score) in scores.prefix(8).enumerated() {
      // Four subsets, 0.015 above the first on average; s = 0.01 √(5/3).
      let mean: Double = Double(place) / 20 + 0.015
      let error: Double = 0.005 * (5.0 / 3).squareRoot()
      #expect((score.value - mean).magnitude < 1e-15 && score.samples == 4)
      #expect(((score.standardError ?? .nan) - error).magnitude < 1e-15)
    }
    #expect(Set(scores.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/figure3").keys))
    #expect(try finished.results.numbers("/test_points/predicted_variance").shape == [4, 2, 100])
    let figure = try #require(try finished.figure)
    #expect(figure.columns == 2 && figure.panels.count == 8)
    #expect(figure.panels.first?.title == "MNIST:1k, ReLU: <i>r</i> = 0.000")
    #expect(figure.panels.last?.title == "CIFAR:5k, tanh: <i>r</i> = 0.350")
    #expect(figure.panels.allSatisfy { $0.layers.count == 1 })
  }

  /// The four correlations of Figure 3 are of one training subset, with the bootstrap's error over test points.
  @Test func thePaperTierHasTheLargestRows() throws {
    let scores = try Self.finished(.paper).scores
    #expect(Set(scores.map(\.key)) == (try ReferenceNumbers("lee2018/figure3").keys))
    for key in ["mnist/50000/relu", "mnist/50000/tanh", "cifar10/45000/relu", "cifar10/45000/tanh"] {
      let score = try #require(scores.first { $0.key == "\(key)/correlation" })
      #expect(score.samples == 1 && score.standardError == 0.01)
    }
  }
}
