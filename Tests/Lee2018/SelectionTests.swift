import Foundation
import Results
import Suite
import Testing

@Suite("The selection protocol and Figure 10") struct SelectionTests {
  /// A made-up file: validation accuracy falls with the distance from the grid's point (2, 1), errors are all alike;
  /// the test accuracy of line k is k/100.
  private static func finished(_ bench: Bench) throws -> FinishedExperiment {
    let layout = try #require(try Bench.experiment("lee2018/selection").layouts(bench.settings.tier).first)
    let count = layout.shape(of: ["bias_variance"])[0]
    return try bench.finished("lee2018/selection") { cell in
      let isGrid = cell.count == 3
      let accuracies = isGrid ? (0..<count).map { 0.9 - 0.01 * Double(abs(cell[2] - 2) + abs($0 - 1)) } : [0.885]
      let factors = accuracies.map { _ in 1e-10 }
      return CellValues(
        numbers: [
          "validation_accuracy": accuracies, "validation_mse": accuracies.map { _ in 0.03 },
          "test_accuracy": [isGrid ? Double(cell[2]) / 100 : 0.5], "test_mse": [0.03], "noise_variance_used": factors,
        ], integers: ["cholesky_attempts": accuracies.map { _ in 1 }])
    }
  }

  @Test func theBestOfTheGridIsReportedOnTheTestImages() throws {
    let finished = try Self.finished(try Bench(tier: .standard))
    let measurements = try finished.measurements
    // 5 sizes, 2 data sets, 2 nonlinearities.
    #expect(measurements.count == 40)
    let values = Dictionary(uniqueKeysWithValues: measurements.map { ($0.key, $0.value) })
    #expect(values["mnist/1000/relu/selected_test_accuracy"] == 0.02)
    // 0.900 − 0.885, rounded once.
    #expect(values["cifar10/100/tanh/validation_deficit"].map { abs($0 - 0.015) < 1e-15 } == true)
    let judged = measurements.map(\.key).filter { $0.hasSuffix("/selected_test_accuracy") }
    #expect(Set(judged).isSubset(of: try ReferenceNumbers("lee2018/selection").keys))
    let table = try finished.experiment.narrative(finished.results, tier: .standard).split(separator: "\n")
    #expect(table.count == 23 && table.last?.contains("225 points") == true)
    // Every second value of the paper's grid: the third σ_w² is 0.78, the second σ_b² 0.21. Five points are above
    // 0.885.
    #expect(
      table[2].hasPrefix(
        "| MNIST:100 | ReLU GP-100-0.78-0.21 | 0.9000 | 0.0200 | ReLU GP-100-1.79-0.83 | 0.8850 | 6 of 225 |"))
  }

  @Test func theBestPointsAreDrawnByTrainingSize() throws {
    let bench = try Bench(tier: .standard)
    _ = try Self.finished(bench)
    let view = try FinishedExperiment(Bench.experiment("lee2018/figure10"), settings: bench.settings)
    let measurements = try view.measurements
    #expect(measurements.count == 20)
    // Of the ReLU, whose line is σ_w² = 2: the 25 points nearest to (2, 1), the first in the grid's order where
    // distances tie.
    let weights = (0..<15).map { 0.1 + 2 * Double($0) * 4.9 / 29 }
    let steps = (0..<225).map { point -> Int in abs(point / 15 - 2) + abs(point % 15 - 1) }
    let order = steps.indices.sorted { steps[$0] == steps[$1] ? $0 < $1 : steps[$0] < steps[$1] }
    func mean(_ points: ArraySlice<Int>) -> Double {
      points.reduce(0) { $0 + abs(weights[$1 / 15] - 2) } / Double(points.count)
    }
    let expected = mean(order.prefix(25)) / mean(order[...])
    for measurement in measurements {
      if measurement.key.contains("/relu/") {
        #expect(abs(measurement.value - expected) < 1e-12, "\(measurement.key)")
      } else {
        // tanh's line lies between σ_w² = 1 and 4.3, on both sides of those points.
        #expect(measurement.value > 0.2 && measurement.value < 1.5, "\(measurement.key)")
      }
    }
    #expect(try ReferenceNumbers("lee2018/figure10").keys.isSubset(of: Set(measurements.map(\.key))))
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try view.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
