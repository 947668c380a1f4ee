import ExperimentSupport
import Lee2018
import Plotting
import Suite
import Testing

@Suite("The selection protocol and Figure 10") struct SelectionTests {
  /// A made-up file: validation accuracy falls with the distance from the grid's point (2, 1), errors are all alike;
  /// the test accuracy of line k is k/100.
  private static func finished(_ bench: Bench, isOfPapersImages: Bool = false) throws -> FinishedExperiment {
    try bench.filled(experiments["lee2018/selection"], isOfPapersImages: isOfPapersImages) { column, point, bias in
      let line = point.cell.count == 3 ? point.cell[2] : nil
      return switch column {
      case "validation_accuracy": line.map { 0.9 - 0.01 * Double(abs($0 - 2) + abs(bias - 1)) } ?? 0.885
      case "test_accuracy": line.map { Double($0) / 100 } ?? 0.5
      case "cholesky_attempts": 1
      default: 0.03
      }
    }
  }

  @Test func theBestOfTheGridIsReportedOnTheTestImages() throws {
    let finished = try Self.finished(try Bench(tier: .standard), isOfPapersImages: true)
    let values = try scoreValues(finished)
    // 5 sizes, 2 data sets, 2 nonlinearities.
    #expect(values.count == 60)
    // The paper's (1.45, 0.28) is the ninth σ_w² and the fifth σ_b² of its grid, of which the coarse one has the first,
    // third … σ_w² and the second, fourth … σ_b²; (1.79, 0.21) is on both.
    #expect(values["mnist/1000/relu/coarse_grid/selected_test_accuracy"] == 0.02)
    #expect(values["cifar10/500/relu/selected_test_accuracy"] == 0.02)
    // 0.900 − 0.885, rounded once.
    let deficit = "cifar10/100/tanh/coarse_grid"
    #expect(values["\(deficit)/validation_deficit"].map { abs($0 - 0.015) < 1e-15 } == true)
    // Of 5,000 images at most (1 − 0.9) + (1 − 0.885) = 0.215 are right with one alone.
    let error = ((0.215 - 0.015 * 0.015) / 5_000).squareRoot()
    #expect(values["\(deficit)/deficit_in_standard_errors"].map { abs($0 - 0.015 / error) < 1e-9 } == true)
    let judged = values.keys.filter { !$0.hasSuffix("/validation_deficit") }
    #expect(Set(judged).isSubset(of: try ReferenceNumbers("lee2018/selection").keys))
    let table = try finished.narrative.split(separator: "\n")
    #expect(table.count == 23 && table.last == "The best of 225 points on validation images; the paper's grid has 900.")
    // Every second value of the paper's grid: the third σ_w² is 0.78, the second σ_b² 0.21. Five points are above
    // 0.885.
    #expect(
      table[2] == "| MNIST:100 | ReLU GP-100-0.78-0.21 | 0.9000 | 0.0200 | ReLU GP-100-1.79-0.83 | 0.8850 | 6 of 225 "
        + "| 0.5000 | 0.7735 |")
  }

  @Test func thePapersAccuracyDoesNotStandBesideProceduralImages() throws {
    let finished = try Self.finished(try Bench())
    let table = try finished.narrative.split(separator: "\n")
    #expect(table[2].hasSuffix("| 0.5000 | – |"))
  }

  @Test func theBestPointsAreShownByTrainingSize() throws {
    let bench = try Bench(tier: .standard)
    _ = try Self.finished(bench)
    let figure10 = try experiments["lee2018/figure10"]
    #expect(figure10.tierNames == [.standard, .paper])
    let view = try FinishedExperiment(figure10, settings: bench.settings, references: nil)
    let all = try view.scores
    #expect(all.count == 40)
    // Five points of the made-up grid are above the paper's 0.885.
    #expect(all.filter { $0.quantity == "share_above_paper" }.allSatisfy { abs($0.value - 5.0 / 225) < 1e-15 })
    let scores = all.filter { $0.quantity == "best_distance_ratio" }
    // Of the ReLU, whose line is σ_w² = 2: the 25 points nearest to (2, 1), the first in the grid's order where
    // distances tie.
    let weights = (0..<15).map { (k: Int) -> Double in 0.1 + 2 * Double(k) * 4.9 / 29 }
    let steps = (0..<225).map { point -> Int in abs(point / 15 - 2) + abs(point % 15 - 1) }
    let order = steps.indices.sorted { steps[$0] == steps[$1] ? $0 < $1 : steps[$0] < steps[$1] }
    func mean(_ points: ArraySlice<Int>) -> Double {
      let sum: Double = points.reduce(0) { $0 + abs(weights[$1 / 15] - 2) }
      return sum / Double(points.count)
    }
    let expected = mean(order.prefix(25)) / mean(order[...])
    for score in scores {
      if score.key.contains("/relu/") {
        #expect(abs(score.value - expected) < 1e-12, "\(score.key)")
      } else {
        // tanh's line lies between σ_w² = 1 and 4.3, on both sides of those points.
        #expect(score.value > 0.2 && score.value < 1.5, "\(score.key)")
      }
    }
    let published = try ReferenceNumbers("lee2018/figure10").keys.filter { !$0.contains("/5000/") }
    #expect(published.isSubset(of: Set(all.map(\.key))))
    let figure = try #require(try view.figure)
    #expect(figure.panels.map(\.title) == ["MNIST, ReLU", "MNIST, tanh", "CIFAR-10, ReLU", "CIFAR-10, tanh"])
    // Five sizes and the critical line.
    #expect(figure.panels.allSatisfy { $0.layers.count == 6 })
  }
}
