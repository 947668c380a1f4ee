import Datasets
import Foundation
import Plotting
import Results
import Suite

/// How both kernels of every row and nonlinearity of `KernelRegression` did.
struct KernelRegressionScores: Findings {
  /// A network and its two kernels.
  private struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    let accuracy: (nngp: Double, ntk: Double)
    let squaredError: (nngp: Double, ntk: Double)

    init(_ table: Table, _ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) throws {
      func pair(_ column: Column<Double>) throws -> (nngp: Double, ntk: Double) {
        func value(_ kernel: PriorKernel) throws -> Double {
          try table.value(
            column, TableAxes.row == row, TableAxes.nonlinearity == nonlinearity, KernelRegression.kernel == kernel)
        }
        return (try value(.nngp), try value(.ntk))
      }
      (self.row, self.nonlinearity) = (row, nonlinearity)
      (accuracy, squaredError) = (try pair(TableColumns.accuracy), try pair(KernelRegression.squaredError))
    }

    static func all(_ table: Table) throws -> [Entry] {
      try table[TableAxes.row].flatMap { row in try NamedNonlinearity.allCases.map { try Entry(table, row, $0) } }
    }

    var key: String { row.key(nonlinearity) }
    var accuracyDifference: Double { accuracy.ntk - accuracy.nngp }
  }

  /// As Gaussian processes, and as regression without noise.
  private let processes, regressions: [Entry]
  /// Of the processes.
  private let noiseVariance: Double

  init(_ tables: Tables, _ settings: KernelRegression.Settings) throws {
    noiseVariance = settings.process.noiseVariance
    processes = try Entry.all(tables[KernelRegression.processes])
    regressions = try Entry.all(tables[KernelRegression.regressions])
  }

  /// Accuracy and error of every process, the kernels' difference in accuracy, and how much the noise changes at
  /// most.
  var scores: [Score] {
    let own = processes.flatMap { entry in
      let score = entry.row.scorer(entry.nonlinearity)
      return [
        score("nngp/test_accuracy", entry.accuracy.nngp, "NNGP, test accuracy"),
        score("nngp/test_mse", entry.squaredError.nngp, "NNGP, test MSE"),
        score("ntk/test_accuracy", entry.accuracy.ntk, "NTK, test accuracy"),
        score("ntk/test_mse", entry.squaredError.ntk, "NTK, test MSE"),
      ]
    }
    let differences = processes.map {
      $0.row.scorer($0.nonlinearity)(
        "accuracy_difference", $0.accuracyDifference, "accuracy of the NTK − of the NNGP")
    }
    let changes = regressions.flatMap { regression in
      processes.filter { $0.key == regression.key }.flatMap { process in
        [regression.accuracy.nngp - process.accuracy.nngp, regression.accuracy.ntk - process.accuracy.ntk]
      }
    }
    return own + differences + [
      Score(
        key: "noise/largest_accuracy_change", value: changes.map(\.magnitude).largest ?? .nan,
        title: "largest change of an accuracy by noise of \(noiseVariance)")
    ]
  }

  /// One line a row and nonlinearity.
  var narrative: String {
    let rows = processes.map { entry in
      let setting = entry.row.setting(entry.nonlinearity.value)
      let numbers = [
        entry.accuracy.nngp, entry.accuracy.ntk, entry.accuracyDifference, entry.squaredError.nngp,
        entry.squaredError.ntk,
      ]
      return [
        entry.row.label, entry.nonlinearity.title,
        String(format: "%d-%.2f-%.2f", setting.depth, setting.weightVariance, setting.biasVariance),
      ] + zip(numbers, ["%.4f", "%.4f", "%+.4f", "%.4f", "%.4f"]).map { String(format: $1, $0) }
    }
    let header = ["row", "φ", "network", "NNGP accuracy", "NTK accuracy", "NTK − NNGP", "NNGP MSE", "NTK MSE"]
    return TextTable(header, rows: rows).markdown
      + "\n\nNetworks are depth-σ_w²-σ_b², as Lee et al. 2018 chose them for the NNGP."
  }

  /// Test accuracy against training size: a colour a nonlinearity, solid for the NTK and dashed for the NNGP. One size
  /// is a table, not a curve.
  var figure: Figure? {
    guard Set(processes.map(\.row.trainingSize)).count > 1 else { return nil }
    let panels = [DatasetDescription.mnist, .cifar10].map { dataset in
      Panel(
        title: dataset.title, x: PlotAxis("training images", scale: .logarithmic), y: PlotAxis("test accuracy"),
        layers: NamedNonlinearity.allCases.enumerated().flatMap { k, nonlinearity in
          let own = processes.filter { $0.row.dataset == dataset && $0.nonlinearity == nonlinearity }
          let x = own.map { Double($0.row.trainingSize) }
          return [
            Layer.line(
              x: x, y: own.map(\.accuracy.ntk), label: "NTK, \(nonlinearity.title)", colour: .palette(k), dash: .solid,
              marker: .circle, markerSize: 6),
            .line(
              x: x, y: own.map(\.accuracy.nngp), label: "NNGP, \(nonlinearity.title)", colour: .palette(k),
              dash: .dashed, marker: .openCircle, markerSize: 9),
          ]
        })
    }
    return Figure(columns: 2, legend: .shared, panels: panels)
  }
}
