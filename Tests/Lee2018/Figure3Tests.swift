import ExperimentSupport
import Lee2018
import Plotting
import Suite
import Testing

@Suite("Figures 3 and 8")
struct Figure3Tests {
  /// Cells hold their own number in every correlation, and 100 bins.
  @Test func scoresFollowTheOrderOfTheFile() throws {
    let finished = try Bench(tier: .standard).filled(experiments["lee2018/figure3"]) { column, point, bin in
      switch column {
      case "correlation": Double(2 * point.cell[0] + point.cell[1]) / 10
      case "correlation_stderr": 0.01
      default: Double(bin) / 100
      }
    }
    let scores = try finished.scores
    #expect(
      scores.map(\.key) == [
        "mnist/1000/relu/correlation", "mnist/1000/tanh/correlation", "mnist/5000/relu/correlation",
        "mnist/5000/tanh/correlation", "cifar10/1000/relu/correlation", "cifar10/1000/tanh/correlation",
        "cifar10/5000/relu/correlation", "cifar10/5000/tanh/correlation",
      ])
    #expect(scores.map(\.value) == (0..<8).map { Double($0) / 10 })
    #expect(scores.allSatisfy { $0.standardError == 0.01 })
    #expect(Set(scores.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/figure3").keys))
    #expect(try finished.results.numbers("predicted_variance").shape == [4, 2, 100])
    let figure = try #require(try finished.figure)
    #expect(figure.columns == 2 && figure.panels.count == 8)
    #expect(figure.panels.first?.title == "MNIST:1k, ReLU: <i>r</i> = 0.000")
    #expect(figure.panels.last?.title == "CIFAR:5k, tanh: <i>r</i> = 0.700")
    #expect(figure.panels.allSatisfy { $0.layers.count == 1 })
  }
}
