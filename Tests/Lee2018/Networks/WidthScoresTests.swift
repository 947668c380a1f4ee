import ExperimentSupport
import Foundation
import Lee2018
import Plotting
import Results
import Suite
import Testing

@Suite("Figure 1: networks by width") struct WidthScoresTests {
  /// A made-up file: accuracy grows with width and size, and draw 0 is chosen.
  private static func value(_ column: String, _ point: Point, _: Int) -> Double {
    let place = point.cell.map(Double.init)
    let group = point.layout.group
    guard let width = group.split(separator: "_").dropFirst().first.flatMap({ Double($0) }) else {
      let seed = group == "/other_subsets" ? place[2] : 0
      return ["test_accuracy": 0.8 + 0.01 * place[0] + 0.02 * seed, "test_mse": 0.03][column] ?? 1e-10
    }
    let accuracy = 0.45 + 0.1 * log10(width) + 0.01 * place[0]
    return switch column {
    case "validation_accuracy": accuracy - 0.01 * place[2]
    case "test_accuracy": accuracy + 0.001 * place[2]
    case "diverged_step", "end": 0
    case "draw": place[2]
    case "depth": 2
    default: 0.02
    }
  }

  private static func finished(_ tier: Tier, isOfPapersImages: Bool = false) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["lee2018/figure1"], isOfPapersImages: isOfPapersImages, value)
  }

  @Test func theTrialThatValidationChoosesIsReported() throws {
    let finished = try Self.finished(.quick)
    let values = try scoreValues(finished)
    // 2 sizes, 2 nonlinearities, the process, three widths and the best of them; one law for each nonlinearity.
    #expect(values.count == 4 * 5 + 2)
    #expect(abs((values["mnist/100/relu/width_50/network_test_accuracy"] ?? .nan) - 0.45 - 0.1 * log10(50)) < 1e-12)
    let widest = try #require(values["mnist/1000/tanh/width_500/network_test_accuracy"])
    #expect(abs(widest - 0.46 - 0.1 * log10(500)) < 1e-12)
    #expect(values["mnist/1000/tanh/network_test_accuracy"] == widest)
    #expect(abs((values["mnist/relu/width_gain"] ?? .nan) - 0.2) < 1e-12)
    #expect(values["mnist/tanh/mse_excess"] == nil && values["networks/at_least_the_figures"] == nil)
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("lee2018/figure1").keys))
    let table = try finished.narrative
    #expect(table.contains("| MNIST:1k | tanh | 0.8100 | 0.5299 | 0.6299 | 0.7299 | 0.7299 |"))
    #expect(
      table.contains("- Width 5: 6 trials of 100 steps, the best 2 to 400 (depth 1, 2; learning rate 0.001 to 0.03;"))
    #expect(table.contains("- Width 500: 3 trials of 100 steps, the best 2 to 200"))
    #expect(table.contains("0 of 60 trials diverged"))
  }

  @Test func theStandardTierJudgesTheNetworksAsAWhole() throws {
    let finished = try Self.finished(.standard, isOfPapersImages: true)
    let scores = try finished.scores
    let values = try scoreValues(finished)
    // 24 rows with the process, seven widths and the best; two laws a panel; how many reach the figure's points.
    #expect(values.count == 24 * 9 + 4 * 2 + 1)
    #expect(abs((values["mnist/tanh/mse_excess"] ?? .nan) - 0.01) < 1e-12)
    let share = try #require(scores.first { $0.key == "networks/at_least_the_figures" })
    #expect(share.samples == 24 * 7)
    // On CIFAR-10 the two curves of the error cross, so the figure expects nothing of their order.
    #expect(
      Set(values.keys).subtracting(["cifar10/relu/mse_excess", "cifar10/tanh/mse_excess"]).isSubset(
        of: try ReferenceNumbers("lee2018/figure1").keys))
  }

  /// Binomial, other draws, and up to 1,000 images the spread over training subsets: 0.8, and 0.8 to 0.86.
  @Test func theErrorHasThreeParts() throws {
    let scores = try Self.finished(.standard).scores
    func error(_ size: Int) throws -> Double {
      try #require(scores.first { $0.key == "mnist/\(size)/relu/width_5000/network_test_accuracy" }?.standardError)
    }
    // One trial is on the last rung, and so all three of the first have a say.
    func own(_ accuracy: Double) throws -> Double {
      let draws = try #require(BestOfTrials(ranked: (0..<3).map { accuracy + 0.001 * Double($0) }, of: 3).best(of: 3))
      return accuracy * (1 - accuracy) / 10_000 + draws.deviation * draws.deviation
    }
    let accuracy = 0.45 + 0.1 * log10(5_000)
    let subsets = SampleMean([0.8, 0.8, 0.82, 0.84, 0.86]).standardError.map { 5 * $0 * $0 } ?? .nan
    #expect(abs(try error(100) - (own(accuracy) + subsets).squareRoot()) < 1e-9)
    #expect(abs(try error(5_000) - own(accuracy + 0.05).squareRoot()) < 1e-9)
  }

  /// Accuracy above, error below; three widths and the process over two sizes.
  @Test func theFigureShowsAllWidths() throws {
    let panels = try #require(try Self.finished(.quick).figure).summary.panels
    #expect(panels.map(\.title) == ["MNIST, ReLU", "MNIST, tanh", "MNIST, ReLU", "MNIST, tanh"])
    #expect(panels.map(\.yTitle) == ["test accuracy", "test accuracy", "test MSE", "test MSE"])
    for panel in panels {
      #expect(panel.labels == ["NN, width 5", "NN, width 50", "NN, width 500", "NNGP"])
      #expect(panel.layers.allSatisfy { $0.points == 2 })
    }
    let own = try #require(try Self.finished(.standard, isOfPapersImages: true).figure).summary.panels
    #expect(own.count == 8)
    #expect(own[0].labels.count == 9 && own[0].labels.contains("paper"))
  }

  /// Narrow networks, really trained, on procedural images: the best of the trials classifies, and the same cell gives
  /// the same. A width's sweeps are its own.
  @Test func aCellTrainsANetwork() throws {
    let bench = try Bench()
    let experiment = try experiments["lee2018/figure1"]
    let names = try experiment.plan(.quick).sweeps.map(\.layout.group)
    #expect(
      names == [
        "/gaussian_process", "/width_5", "/width_5_rung_2", "/width_50", "/width_50_rung_2", "/width_500",
        "/width_500_rung_2",
      ])
    let trials = try (0..<6).map { try bench.row(of: experiment, SweepName("width_50"), cell: [1, 1, $0]) }
    // Ten classes: chance is 0.1.
    #expect((trials.compactMap { $0.numbers["test_accuracy"]?.first }.max() ?? 0) > 0.3)
    // All depths, equally often.
    #expect(trials.compactMap { $0.integers["depth"]?.first }.sorted() == [1, 1, 2, 2, 3, 3])
    #expect(trials.allSatisfy { $0.texts["test_correct"] == nil })
    // The same device, whatever runs beside it, and so the same bits.
    #expect(try bench.row(of: experiment, SweepName("width_50"), cell: [1, 1, 0]) == trials[0])
  }
}
