import Datasets
import Foundation
import Plotting
import Results
import Suite

/// The scores in a results file of `KernelRegression`: both kernels of every row and nonlinearity.
struct KernelRegressionScores {
  struct KernelScore {
    let accuracy: Double
    let squaredError: Double
  }

  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let nngp: KernelScore
    let ntk: KernelScore

    var key: String { "\(row.dataset.id)/\(row.trainingSize)/\(nonlinearity.name)" }
    var title: String { "\(row.dataset.title) \(row.sizeLabel), \(nonlinearity.title)" }

    func score(_ kernel: PriorKernel) -> KernelScore { kernel == .nngp ? nngp : ntk }
  }

  /// As Gaussian processes, and as regression without noise.
  private let processes: [Entry]
  private let regressions: [Entry]

  init(_ results: ResultsFile, tier: Tier) throws {
    func entries(_ method: KernelRegression.Method) throws -> [Entry] {
      let accuracies = try results.numbers("test_accuracy", group: method.rawValue).values
      let squaredErrors = try results.numbers("test_mse", group: method.rawValue).values
      let cells = KernelRegression.rows(tier, method).flatMap { row in
        GaussianProcessRow.nonlinearities.map { (row, $0) }
      }
      return cells.enumerated().map { k, cell in
        let scores = [2 * k, 2 * k + 1].map { KernelScore(accuracy: accuracies[$0], squaredError: squaredErrors[$0]) }
        return Entry(row: cell.0, nonlinearity: cell.1, nngp: scores[0], ntk: scores[1])
      }
    }
    (processes, regressions) = (try entries(.gaussianProcess), try entries(.regression))
  }

  /// Accuracy and error of every process, the kernels' difference in accuracy, and how much noise of 1e-10 changes at
  /// most.
  var measurements: [Score] {
    let scores = processes.flatMap { entry in
      PriorKernel.allCases.flatMap { kernel in
        let score = entry.score(kernel)
        return [("test_accuracy", "test accuracy", score.accuracy), ("test_mse", "test MSE", score.squaredError)].map {
          Score(
            key: "\(entry.key)/\(kernel.rawValue)/\($0.0)", value: $0.2,
            title: "\(entry.title), \(kernel.rawValue.uppercased()), \($0.1)")
        }
      }
    }
    let differences = processes.map {
      Score(
        key: "\($0.key)/accuracy_difference", value: $0.ntk.accuracy - $0.nngp.accuracy,
        title: "\($0.title), accuracy of the NTK − of the NNGP")
    }
    let largest = regressions.flatMap { regression in
      processes.filter { $0.key == regression.key }.flatMap { process in
        PriorKernel.allCases.map { (regression.score($0).accuracy - process.score($0).accuracy).magnitude }
      }
    }.max()
    return scores + differences + [
      Score(
        key: "noise/largest_accuracy_change", value: largest ?? .nan,
        title: "largest change of an accuracy by noise of 1e-10")
    ]
  }

  /// One line a row and nonlinearity.
  var table: String {
    var lines = [
      "| row | φ | network | NNGP accuracy | NTK accuracy | NTK − NNGP | NNGP MSE | NTK MSE |",
      "|---|---|---|---:|---:|---:|---:|---:|",
    ]
    for entry in processes {
      let setting = entry.row.setting(entry.nonlinearity.value)
      let network = String(format: "%d-%.2f-%.2f", setting.depth, setting.weightVariance, setting.biasVariance)
      let numbers = String(
        format: "%.4f | %.4f | %+.4f | %.4f | %.4f", entry.nngp.accuracy, entry.ntk.accuracy,
        entry.ntk.accuracy - entry.nngp.accuracy, entry.nngp.squaredError, entry.ntk.squaredError)
      lines.append("| \(entry.row.label) | \(entry.nonlinearity.title) | \(network) | \(numbers) |")
    }
    lines.append("\nNetworks are depth-σ_w²-σ_b², as Lee et al. 2018 chose them for the NNGP.")
    return lines.joined(separator: "\n")
  }

  /// Test accuracy against training size: a colour a nonlinearity, solid for the NTK and dashed for the NNGP.
  var figure: Figure {
    let panels = [DatasetDescription.mnist, .cifar10].map { dataset in
      Panel(
        title: dataset.title, x: PlotAxis("training images", scale: .logarithmic), y: PlotAxis("test accuracy"),
        layers: GaussianProcessRow.nonlinearities.enumerated().flatMap { k, nonlinearity in
          let own = processes.filter { $0.row.dataset == dataset && $0.nonlinearity.name == nonlinearity.name }
          return PriorKernel.allCases.reversed().map { kernel in
            Layer.line(
              x: own.map { Double($0.row.trainingSize) }, y: own.map { $0.score(kernel).accuracy },
              label: "\(kernel.rawValue.uppercased()), \(nonlinearity.title)", colour: .palette(k),
              dash: kernel == .ntk ? .solid : .dashed, marker: kernel == .ntk ? .circle : .openCircle,
              markerSize: kernel == .ntk ? 6 : 9)
          }
        })
    }
    return Figure(columns: 2, legend: .shared, panels: panels)
  }
}
