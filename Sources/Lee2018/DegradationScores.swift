import Datasets
import Foundation
import Plotting
import Results
import Suite

/// Ours − paper on CIFAR-10, row by row, for each way of degrading its images.
struct DegradationScores {
  struct Entry {
    let degradation: Degradation
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// One a training subset.
    let accuracyResiduals: [Double]
    let squaredErrorResiduals: [Double]
  }

  /// None on images that are not the paper's.
  let entries: [Entry]

  init(_ tables: Tables, _ sweeps: [TrainingSubsets]) throws {
    entries = try sweeps.filter { tables.has($0.name) }.flatMap { subsets in
      let table = try tables[subsets.name]
      return try Degradation.allCases.flatMap { degradation in
        try subsets.rows.flatMap { row in
          try NamedNonlinearity.allCases.compactMap { kind -> Entry? in
            guard let accuracy = tables.published("\(row.key(kind))/test_accuracy"),
              let squaredError = tables.published("\(row.key(kind))/test_mse")
            else { return nil }
            func residuals(_ column: Column<Double>, _ published: Double) throws -> [Double] {
              try table[
                column, Degradation.axis == degradation, TableAxes.row == row, TableAxes.nonlinearity == kind
              ].map { $0 - published }
            }
            return Entry(
              degradation: degradation, row: row, nonlinearity: kind,
              accuracyResiduals: try residuals(TableColumns.accuracy, accuracy),
              squaredErrorResiduals: try residuals(TableColumns.squaredError, squaredError))
          }
        }
      }
    }
  }

  /// Signed, mean over the training subsets.
  var scores: [Score] {
    entries.flatMap { entry in
      let score = Scorer(
        key: "\(entry.row.key(entry.nonlinearity))/\(entry.degradation.rawValue)/",
        title: "\(entry.row.title(entry.nonlinearity)), \(entry.degradation.title), ")
      return [
        score("accuracy_residual", meanOf: entry.accuracyResiduals, "test accuracy here − paper"),
        score("mse_residual", meanOf: entry.squaredErrorResiduals, "test MSE here − paper"),
      ]
    }
  }

  /// In points and 1e-4, a line a row and nonlinearity; with the spread over subsets where there are several.
  var narrative: String {
    let lines = entries.filter { $0.degradation == .reference }
    if lines.isEmpty { return "" }
    func text(_ residuals: [Double], _ unit: Double, _ places: String) -> String {
      let spread = SampleMean(residuals).standardError.map { $0 * Double(residuals.count).squareRoot() / unit }
      return String(format: "%+\(places)f", residuals.mean / unit)
        + (spread.map { String(format: " (%\(places)f)", $0) } ?? "")
    }
    let rows = lines.map { line in
      [line.row.label, line.nonlinearity.title]
        + Degradation.allCases.map { degradation in
          entries.first {
            $0.degradation == degradation && $0.row == line.row && $0.nonlinearity == line.nonlinearity
          }.map { text($0.accuracyResiduals, 0.01, ".1") + " / " + text($0.squaredErrorResiduals, 1e-4, ".0") } ?? "–"
        }
    }
    return "Ours − paper by the paper's algorithm on degraded images: accuracy in points / MSE in 1e-4, mean over "
      + "training subsets and in brackets the standard deviation over them.\n\n"
      + TextTable(["row", "φ"] + Degradation.allCases.map(\.title), rows: rows).markdown + "\n\n"
  }

  /// Residuals against the training size: accuracy above, mean squared error below.
  var figure: Figure? {
    guard Set(entries.map(\.row.trainingSize)).count > 1 else { return nil }
    let quantities: [(title: String, unit: Double, residuals: (Entry) -> [Double])] = [
      ("accuracy: here − paper, points", 0.01, \.accuracyResiduals),
      ("MSE: here − paper, 10<sup>−4</sup>", 1e-4, \.squaredErrorResiduals),
    ]
    let panels = quantities.flatMap { quantity in
      NamedNonlinearity.allCases.map { kind in
        Panel(
          title: "CIFAR-10, \(kind.title)", x: PlotAxis("training images", scale: .logarithmic),
          y: PlotAxis(quantity.title),
          layers: Degradation.allCases.enumerated().map { k, degradation in
            let own = entries.filter { $0.degradation == degradation && $0.nonlinearity == kind }
            let means = own.map { SampleMean(quantity.residuals($0)) }
            let errors = means.compactMap(\.standardError)
            return .line(
              x: own.map { Double($0.row.trainingSize) }, y: means.map { $0.mean / quantity.unit },
              errors: errors.count == means.count ? errors.map { $0 / quantity.unit } : nil,
              label: degradation.title, colour: .palette(k), dash: degradation == .reference ? .solid : .dashed,
              marker: .cycled(k), markerSize: 6)
          } + [.horizontal(at: 0, colour: .black)])
      }
    }
    return Figure(columns: NamedNonlinearity.allCases.count, legend: .shared, panels: panels)
  }
}
