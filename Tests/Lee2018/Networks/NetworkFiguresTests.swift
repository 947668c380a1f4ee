import ExperimentSupport
import Foundation
import Lee2018
import Plotting
import Results
import Suite
import Testing

@Suite("Figures 1 and 2") struct NetworkFiguresTests {
  /// A made-up file of Figure 1: accuracy grows with width and size, and trial 0 is chosen.
  private static func figure1(_ column: String, _ point: Point, _: Int) -> Double {
    let place = point.cell.map(Double.init)
    guard point.layout.group == "/neural_network" else {
      return ["test_accuracy": 0.8 + 0.01 * place[0], "test_mse": 0.03][column] ?? 1e-10
    }
    let accuracy = 0.5 + 0.1 * place[2] + 0.01 * place[0]
    return switch column {
    case "validation_accuracy": accuracy - 0.01 * place[3]
    case "test_accuracy": accuracy + 0.001 * place[3]
    case "diverged_step": 0
    default: 0.02
    }
  }

  @Test func figure1ReportsTheTrialThatValidationChooses() throws {
    let figure1 = try experiments["lee2018/figure1"]
    let finished = try Bench().filled(figure1, Self.figure1)
    let values = try scoreValues(finished)
    // 2 sizes, 2 nonlinearities, the process and three widths; one law for each nonlinearity.
    #expect(values.count == 4 * 4 + 2)
    #expect(values["mnist/100/relu/width_5/network_test_accuracy"] == 0.5)
    #expect(((values["mnist/1000/tanh/width_500/network_test_accuracy"] ?? .nan) - 0.71).magnitude < 1e-15)
    #expect(((values["mnist/relu/width_gain"] ?? .nan) - 0.2).magnitude < 1e-15)
    #expect(values["mnist/tanh/mse_excess"] == nil)
    let longer = try Bench(tier: .standard).filled(figure1, Self.figure1).scores
    #expect(((longer.first { $0.key == "mnist/tanh/mse_excess" }?.value ?? .nan) - 0.01).magnitude < 1e-15)
    // On CIFAR-10 the two curves of the error cross, so the figure expects nothing of their order.
    #expect(
      Set(longer.map(\.key)).subtracting(["cifar10/relu/mse_excess", "cifar10/tanh/mse_excess"]).isSubset(
        of: try ReferenceNumbers("lee2018/figure1").keys))
    #expect(Set(values.keys).isSubset(of: try ReferenceNumbers("lee2018/figure1").keys))
    let table = try finished.narrative
    #expect(table.contains("| MNIST:1k | tanh | 0.8100 | 0.5100 | 0.6100 | 0.7100 |"))
    let panels = try #require(try finished.figure).summary.panels
    // Accuracy above, error below; three widths and the process over two sizes.
    #expect(panels.map(\.title) == ["MNIST, ReLU", "MNIST, tanh", "MNIST, ReLU", "MNIST, tanh"])
    #expect(panels.map(\.yTitle) == ["test accuracy", "test accuracy", "test MSE", "test MSE"])
    for panel in panels {
      #expect(panel.labels == ["NN, width 5", "NN, width 50", "NN, width 500", "NNGP"])
      #expect(panel.layers.allSatisfy { $0.points == 2 })
    }
  }

  @Test func figure2CountsTheNetworksWithFullTrainingAccuracyAlone() throws {
    let finished = try Bench().filled(experiments["lee2018/figure2"]) { column, point, _ in
      let (width, trial) = (Double(point.cell[1]), point.cell[2])
      return switch column {
      case "training_accuracy": trial == 0 ? 0.999 : 1
      case "test_accuracy": 0.3 + 0.1 * width + 0.01 * Double(trial)
      case "diverged_step": 0
      default: 1
      }
    }
    let scores = try finished.scores
    let values = try scoreValues(finished)
    // The last of three trials has the highest test accuracy, 0.32 and 0.42; the last two count, and each gains 0.1.
    let change = try #require(scores.first { $0.key == "cifar10/tanh/gap_change" })
    #expect(change.samples == 2 && (change.standardError ?? .nan) < 1e-15)
    #expect(((values["cifar10/relu/width_32/smallest_gap"] ?? .nan) - 0.68).magnitude < 1e-15)
    #expect(((values["cifar10/tanh/gap_change"] ?? .nan) + 0.1).magnitude < 1e-15)
    #expect(values.count == 6)
    #expect(try ReferenceNumbers("lee2018/figure2").keys.contains("cifar10/tanh/gap_change"))
    let table = try finished.narrative
    #expect(table.contains("| 256 | 2 of 3 | 0.5800 | 0.5850 |"))
    let panels = try #require(try finished.figure).summary.panels
    #expect(panels.map(\.title) == ["ReLU", "tanh"])
    for panel in panels {
      // Two trials of each of two widths, and the smaller gap of each width.
      #expect(panel["networks"]?.points == 4)
      #expect(panel["smallest gap"]?.points == 2)
    }
  }

  /// Narrow networks, really trained, on procedural images: the best of three trials classifies, and the same cell
  /// gives the same.
  @Test func aCellTrainsANetwork() throws {
    let bench = try Bench()
    func cell(_ group: String, _ places: [Int], _ context: RunContext) throws -> Row {
      let sweeps = try experiments[context.experiment].plan(.quick).sweeps
      let sweep = try #require(sweeps.first { $0.layout.group == group })
      return try sweep.run(sweep.layout.point(cell: places), context)
    }
    let context = bench.context(of: "lee2018/figure1")
    let trials = try (0..<3).map { try cell("/neural_network", [1, 1, 1, $0], context) }
    // Ten classes: chance is 0.1.
    #expect((trials.compactMap { $0.values.numbers["test_accuracy"]?.first }.max() ?? 0) > 0.3)
    let again = try cell("/neural_network", [1, 1, 1, 0], context)
    // The same device, whatever runs beside it, and so the same bits.
    #expect(again.values == trials[0].values)
    let gap = try cell("/", [0, 0, 0], bench.context(of: "lee2018/figure2"))
    #expect(gap.status == .done)
    #expect((gap.values.numbers["training_accuracy"]?.first ?? 0) > (gap.values.numbers["test_accuracy"]?.first ?? 1))
  }
}
