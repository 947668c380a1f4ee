import ExperimentSupport
import Foundation
import Lee2018
import Results
import Suite
import Testing

@Suite("Trained networks of Table 2")
struct Table2NetworksTests {
  /// A made-up file. Trials: validation accuracy is best in trial 1, and test accuracy is 0.05 + 0.1 a row, 0.001 a
  /// trial less; other subsets are 0.01 and 0.02 above, half and a quarter of the width 0.02 and 0.03 below. Processes: 0.1 + 0.1 a row, 0.05 more for tanh.
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
      return switch column {
      case "validation_accuracy": 0.8 - 0.1 * abs(place[2] - 1)
      case "validation_mse", "test_mse": 0.02
      case "test_accuracy": 0.05 + 0.1 * place[0] - 0.001 * place[2]
      case "draw": place[2]
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
    // Trial 1 has the best validation accuracy, not the best test accuracy: 0.05 − 0.001, and 0.65 − 0.001 for row 6.
    #expect(((values["mnist/100/tanh/network_test_accuracy"] ?? .nan) - 0.049).magnitude < 1e-15)
    #expect(((values["cifar10/100/relu/network_test_accuracy"] ?? .nan) - 0.649).magnitude < 1e-15)
    // 12 rows, two nonlinearities, accuracy and error; the rows; two shares and a gain.
    #expect(values.count == 48 + 12 + 3)
    #expect(Set(values.keys.filter { !$0.hasSuffix("mse") }).isSubset(of: try Self.published))
  }

  private static var published: Set<String> {
    get throws { Set(try ReferenceNumbers("lee2018/table2-networks").keys) }
  }

  /// The binomial error of the test images, the spread over three subsets, and that over draws of as many trials.
  @Test func theErrorHasThreeParts() throws {
    let scores = try Self.finished(.standard).scores
    let small = try #require(scores.first { $0.key == "mnist/1000/relu/network_test_accuracy" })
    let large = try #require(scores.first { $0.key == "mnist/2000/relu/network_test_accuracy" })
    #expect(small.samples == 3 && large.samples == 1)
    // Of 64 trials drawn anew the best is the first in rank with 1 − (63/64)⁶⁴ = 0.635, and so on; trial 1 is first,
    // trials 0 and 2 share the second place by validation accuracy.
    let ranked = BestOfTrials(ranked: [0.349, 0.35, 0.348] + (3..<64).map { 0.35 - 0.001 * Double($0) })
    let draws = try #require(ranked.best(of: 64)).deviation
    let binomial = 0.349 * 0.651 / 10_000
    // 0.349, 0.359, 0.369: a standard deviation of 0.01.
    #expect(((small.standardError ?? .nan) - (binomial + draws * draws + 1e-4).squareRoot()).magnitude < 1e-12)
    let other = 0.449 * 0.551 / 10_000
    #expect(((large.standardError ?? .nan) - (other + draws * draws).squareRoot()).magnitude < 1e-12)
  }

  @Test func theProcessIsHeldAgainstTheNetworkOfTheSameRow() throws {
    let finished = try Self.finished(.standard)
    let values = try scoreValues(finished)
    // tanh's process 0.15, a network 0.049.
    #expect(((values["mnist/100/gp_minus_network"] ?? .nan) - 0.101).magnitude < 1e-15)
    #expect(values["networks/gp_wins_fraction"] == 1)
    let text = try finished.narrative
    #expect(text.contains("above the best network in 12 of 12 rows; in the paper in 9 of the same 12."))
    #expect(
      text.contains("| MNIST:100 | NN-2-500-1.00-1.00 | 0.0490 ± 0.0"))
    // The made-up file calls every trial ended by validation.
    #expect(
      text.contains(
        "0 of 1536 trials diverged and 0 ended at 100 steps, no better than guessing; all trials are in the results"))
    #expect(
      text.contains(
        "the best of 64 random trials, a Latin hypercube over learning rate, weight decay and initial variances, in the "
          + "paper's ranges (the paper: about 250): 64 to 100 steps, the best 18 to 300 steps, the best 6 to 900 steps, "
          + "the best 2 to 2700 steps from where they stopped"))
    #expect(text.contains("networks are narrower than the paper's: width 500 at most."))
  }

  @Test func accuracyIsShownByWidth() throws {
    let finished = try Self.finished(.standard)
    let gain = try #require(try scoreValues(finished)["networks/gain_of_twice_the_width"])
    #expect((gain - 0.02).magnitude < 1e-15)
    let text = try finished.narrative
    #expect(text.contains("| MNIST:100 | 0.0190 at 125, 0.0290 at 250, 0.0490 at 500 |"))
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
        == ["mnist/1000/tanh/network_test_accuracy", "mnist/1000/tanh/network_test_mse", "mnist/1000/gp_minus_network"])
  }
}
