import ExperimentSupport
import Foundation
import Lee2018
import Results
import Suite
import Testing

@Suite("Trained networks of Table 2")
struct Table2NetworksTests {
  /// A made-up file. Trials: validation accuracy is best in draw 1, and test accuracy is 0.05 + 0.1 a row, 0.001 a draw
  /// less; on the first rung draws 0 and 1 ended by themselves, and those after them go on. Other subsets are 0.01 and
  /// 0.02 above; a quarter, half and all of the width have 0.019, 0.029 and 0.039. Processes: 0.1 + 0.1 a row, 0.05
  /// more for tanh.
  private static func value(_ column: String, _ point: Point, _: Int) -> Double {
    let place = point.cell.map(Double.init)
    switch point.layout.group {
    case "/gaussian_process":
      return column == "test_accuracy" ? 0.1 + 0.1 * place[0] + 0.05 * place[1] : 1
    case "/other_subsets":
      return column == "test_accuracy" ? 0.049 + 0.1 * place[0] + 0.01 * (1 + place[2]) : 1
    case "/other_widths":
      return column == "test_accuracy"
        ? 0.019 + 0.1 * place[0] + 0.01 * place[2] : column == "width" ? 125 * (1 + place[2]) : 1
    default:
      let isFirst = point.layout.group == "/neural_network"
      let draw = isFirst ? place[2] : 2 + place[2]
      return switch column {
      case "validation_accuracy": 0.8 - 0.01 * abs(draw - 1)
      case "validation_mse", "test_mse": 0.02
      case "test_accuracy": 0.05 + 0.1 * place[0] - 0.001 * draw
      case "draw": draw
      case "end": isFirst && draw < 2 ? 1 : 0
      case "diverged_step": 0
      case "depth": 2
      default: 1
      }
    }
  }

  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["lee2018/table2-networks"], isOfPapersImages: true, value)
  }

  @Test func networksAreChosenOnValidationImages() throws {
    let finished = try Self.finished(.standard)
    let values = try scoreValues(finished)
    // Draw 1 has the best validation accuracy, not the best test accuracy: 0.05 − 0.001, and 0.65 − 0.001 for row 6.
    #expect(((values["mnist/100/tanh/network_test_accuracy"] ?? .nan) - 0.049).magnitude < 1e-15)
    #expect(((values["cifar10/100/relu/network_test_accuracy"] ?? .nan) - 0.649).magnitude < 1e-15)
    // 12 rows, two nonlinearities, accuracy and error; the rows; two shares, a mean, a count and a gain.
    #expect(values.count == 48 + 12 + 5)
    #expect(Set(values.keys.filter { !$0.hasSuffix("mse") }).isSubset(of: try Self.published))
  }

  private static var published: Set<String> {
    get throws { Set(try ReferenceNumbers("lee2018/table2-networks").keys) }
  }

  /// The binomial error of the test images, where it is not known which of them are right; the spread over training
  /// subsets; and that over draws of as many trials.
  @Test func theErrorHasThreeParts() throws {
    let scores = try Self.finished(.standard).scores
    let small = try #require(scores.first { $0.key == "mnist/1000/relu/network_test_accuracy" })
    let large = try #require(scores.first { $0.key == "mnist/2000/relu/network_test_accuracy" })
    #expect(small.samples == 3 && large.samples == 1)
    // By validation accuracy draw 1 is first, then 0, which both ended by themselves, then 2 and 3, which were taken to
    // the last rung; 4 was left behind on the one before.
    let ranked = BestOfTrials(ranked: [1, 0, 2, 3].map { 0.35 - 0.001 * Double($0) }, of: 60)
    let draws = try #require(ranked.best(of: 60)).deviation
    // Three subsets that lie 0.01 apart, at 100, 200, 500 and 1,000 images, twice: n s² is 0.18 over 8 of them.
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: 16) / 2.576
    let subsets = factor * factor * 2 * 0.18 / 8
    func error(_ accuracy: Double, _ n: Double) -> Double {
      (accuracy * (1 - accuracy) / 10_000 + draws * draws + subsets / n).squareRoot()
    }
    #expect(((small.standardError ?? .nan) - error(0.349, 1_000)).magnitude < 1e-12)
    #expect(((large.standardError ?? .nan) - error(0.449, 2_000)).magnitude < 1e-12)
  }

  @Test func theProcessIsHeldAgainstTheNetworkOfTheSameRow() throws {
    let finished = try Self.finished(.standard)
    let values = try scoreValues(finished)
    // tanh's process 0.15, a network 0.049.
    #expect(((values["mnist/100/gp_minus_network"] ?? .nan) - 0.101).magnitude < 1e-15)
    #expect(values["networks/rows_12/gp_wins_fraction"] == 1)
    // 0.049 in the first row.
    #expect(values["networks/at_chance"] == 2)
    let text = try finished.narrative
    #expect(text.contains("is above the better network in 12 of 12 rows; in the paper in 9."))
    #expect(
      text.contains("| MNIST:100 | NN-2-500-1.00-1.00 | 0.0490 ± 0.0"))
    #expect(
      text.contains(
        "0 of 1440 trials diverged and 0 ended at 50 steps, no better than guessing; all trials are in the results"))
    #expect(
      text.contains(
        "the best of 60 random trials (the paper: about 250) over learning rate, weight decay, batch size and initial "
          + "variances, in the paper's ranges: 60 to 50 steps, the best 16 to 200 steps, the best 5 to 600 steps, "
          + "the best 2 to 1800 steps from where they stopped"))
    #expect(text.contains("networks are narrower than the paper's: width 500 at most."))
  }

  @Test func accuracyIsShownByWidth() throws {
    let finished = try Self.finished(.standard)
    let gain = try #require(try scoreValues(finished)["networks/gain_of_twice_the_width"])
    #expect((gain - 0.01).magnitude < 1e-15)
    let text = try finished.narrative
    #expect(text.contains("| MNIST:100 | 0.0190 at 125, 0.0290 at 250, 0.0390 at 375 |"))
  }

  @Test func theFigureShowsNetworksAndProcesses() throws {
    let summary = try #require(try Self.finished(.standard).figure).summary
    #expect(summary.panels.map(\.title) == ["MNIST, trained networks", "CIFAR-10, trained networks"])
    #expect(
      Set(summary.labels)
        == Set(
          ["ReLU", "tanh"].flatMap { ["\($0) network, here", "\($0) network, paper", "\($0) process, here"] }))
  }

  @Test func theQuickTierHasOneRowAndNoShare() throws {
    let values = try scoreValues(try Self.finished(.quick))
    #expect(
      Set(values.keys)
        == ["mnist/1000/tanh/network_test_accuracy", "mnist/1000/tanh/network_test_mse"])
  }
}
