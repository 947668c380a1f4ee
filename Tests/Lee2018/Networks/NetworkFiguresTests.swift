import Experiments
import Foundation
import Results
import Suite
import Testing

@Suite("Figures 1 and 2") struct NetworkFiguresTests {
  /// A made-up file of Figure 1: accuracy grows with width and size, and trial 0 is chosen.
  private static func figure1(_ group: String, _ cell: [Int]) -> CellValues {
    guard group == "/neural_network" else {
      return CellValues(numbers: [
        "test_accuracy": [0.8 + 0.01 * Double(cell[0])], "test_mse": [0.03], "noise_variance_used": [1e-10],
      ])
    }
    let accuracy = 0.5 + 0.1 * Double(cell[2]) + 0.01 * Double(cell[0])
    return CellValues(
      numbers: [
        "learning_rate": [1e-3], "weight_decay": [1e-6], "validation_accuracy": [accuracy - 0.01 * Double(cell[3])],
        "validation_mse": [0.02], "test_accuracy": [accuracy + 0.001 * Double(cell[3])], "test_mse": [0.02],
      ],
      integers: [
        "depth": [2], "batch_size": [64], "best_step": [50], "steps": [200], "diverged_step": [0],
      ])
  }

  @Test func figure1ReportsTheTrialThatValidationChooses() throws {
    let finished = try Bench().finished("lee2018/figure1", groups: Self.figure1)
    let measurements = try finished.measurements
    let values = Dictionary(uniqueKeysWithValues: measurements.map { ($0.key, $0.value) })
    // 2 sizes, 2 nonlinearities, the process and three widths; one law for each nonlinearity.
    #expect(measurements.count == 4 * 4 + 2)
    #expect(values["mnist/100/relu/width_5/network_test_accuracy"] == 0.5)
    #expect(((values["mnist/1000/tanh/width_500/network_test_accuracy"] ?? .nan) - 0.71).magnitude < 1e-15)
    #expect(((values["mnist/relu/width_gain"] ?? .nan) - 0.2).magnitude < 1e-15)
    #expect(values["mnist/tanh/mse_excess"] == nil)
    let longer = try Bench(tier: .standard).finished("lee2018/figure1", groups: Self.figure1).measurements
    #expect(((longer.first { $0.key == "mnist/tanh/mse_excess" }?.value ?? .nan) - 0.01).magnitude < 1e-15)
    // On CIFAR-10 the two curves of the error cross, so the figure expects nothing of their order.
    #expect(
      Set(longer.map(\.key)).subtracting(["cifar10/relu/mse_excess", "cifar10/tanh/mse_excess"]).isSubset(
        of: try ReferenceNumbers("lee2018/figure1").keys))
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("lee2018/figure1").keys))
    let table = try finished.experiment.narrative(finished.results, tier: .quick)
    #expect(table.contains("| MNIST:1k | tanh | 0.8100 | 0.5100 | 0.6100 | 0.7100 |"))
    try expectPicture(of: finished)
  }

  @Test func figure2CountsTheNetworksWithFullTrainingAccuracyAlone() throws {
    let finished = try Bench().finished("lee2018/figure2") { cell in
      CellValues(
        numbers: [
          "learning_rate": [1e-3], "weight_variance": [2], "bias_variance": [0.1],
          "training_accuracy": [cell[2] == 0 ? 0.999 : 1],
          "test_accuracy": [0.3 + 0.1 * Double(cell[1]) + 0.01 * Double(cell[2])],
        ], integers: ["batch_size": [64], "steps": [100], "diverged_step": [0]])
    }
    let measurements = try finished.measurements
    let values = Dictionary(uniqueKeysWithValues: measurements.map { ($0.key, $0.value) })
    // The last of three trials has the highest test accuracy, 0.32 and 0.42; the last two count, and each gains 0.1.
    let change = try #require(measurements.first { $0.key == "cifar10/tanh/gap_change" })
    #expect(change.samples == 2 && (change.standardError ?? .nan) < 1e-15)
    #expect(((values["cifar10/relu/width_32/smallest_gap"] ?? .nan) - 0.68).magnitude < 1e-15)
    #expect(((values["cifar10/tanh/gap_change"] ?? .nan) + 0.1).magnitude < 1e-15)
    #expect(values.count == 6)
    #expect(try ReferenceNumbers("lee2018/figure2").keys.contains("cifar10/tanh/gap_change"))
    let table = try finished.experiment.narrative(finished.results, tier: .quick)
    #expect(table.contains("| 256 | 2 of 3 | 0.5800 | 0.5850 |"))
    try expectPicture(of: finished)
  }

  /// Narrow networks, really trained, on procedural images: the best of three trials classifies, and the same cell
  /// gives the same.
  @Test func aCellTrainsANetwork() throws {
    let bench = try Bench()
    let (figure1, figure2) = (try Bench.experiment("lee2018/figure1"), try Bench.experiment("lee2018/figure2"))
    let context = bench.context(of: "lee2018/figure1")
    let outcomes = try (0..<3).map { trial in
      try figure1.run(group: "/neural_network", cell: [1, 1, 1, trial], tier: .quick, context: context)
    }
    // Ten classes: chance is 0.1.
    #expect((outcomes.compactMap { $0.values.numbers["test_accuracy"]?.first }.max() ?? 0) > 0.3)
    let again = try figure1.run(group: "/neural_network", cell: [1, 1, 1, 0], tier: .quick, context: context)
    // Other tests change BLAS's threads meanwhile, which may move last bits of single precision, and with them an image
    // of 10,000 or of 1,000 at the border of two classes.
    #expect(again.values.integers == outcomes[0].values.integers)
    for (name, values) in outcomes[0].values.numbers {
      #expect(abs((again.values.numbers[name]?.first ?? .nan) - values[0]) <= 0.002, "\(name)")
    }
    let gap = try figure2.run(group: "/", cell: [0, 0, 0], tier: .quick, context: bench.context(of: "lee2018/figure2"))
    #expect(gap.status == .done)
    #expect((gap.values.numbers["training_accuracy"]?.first ?? 0) > (gap.values.numbers["test_accuracy"]?.first ?? 1))
  }

  private func expectPicture(of finished: FinishedExperiment) throws {
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
