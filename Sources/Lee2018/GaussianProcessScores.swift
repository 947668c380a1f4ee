import Foundation
import Results
import Suite

/// The scores in a results file of Table 2, over training subsets.
struct GaussianProcessScores {
  /// The scores of one row and nonlinearity.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    /// One a subset seed.
    let accuracies: [Double]
    let squaredErrors: [Double]
  }

  let entries: [Entry]

  /// - Parameter rows: the rows of the file, in its order.
  init(_ results: ResultsFile, rows: [GaussianProcessRow]) throws {
    let (accuracies, shape) = try results.numbers("test_accuracy", group: Table2.group)
    let squaredErrors = try results.numbers("test_mse", group: Table2.group).values
    let seeds = shape[2]
    entries = rows.enumerated().flatMap { i, row in
      GaussianProcessRow.nonlinearities.enumerated().map { j, nonlinearity in
        let range = (i * shape[1] + j) * seeds..<(i * shape[1] + j + 1) * seeds
        return Entry(
          row: row, nonlinearity: nonlinearity, accuracies: Array(accuracies[range]),
          squaredErrors: Array(squaredErrors[range]))
      }
    }
  }

  private init(entries: [Entry]) { self.entries = entries }

  /// The entries of the rows that satisfy `isShown`.
  func only(_ isShown: (GaussianProcessRow) -> Bool) -> GaussianProcessScores {
    GaussianProcessScores(entries: entries.filter { isShown($0.row) })
  }

  /// Mean over subsets of accuracy and mean squared error of every entry, with standard errors.
  var measurements: [Score] {
    entries.flatMap { entry in
      let key = "\(entry.row.dataset.id)/\(entry.row.trainingSize)/\(entry.nonlinearity.name)"
      let title = "\(entry.row.dataset.title) \(entry.row.sizeLabel), \(entry.nonlinearity.title)"
      return [
        ("test_accuracy", "test accuracy", entry.accuracies), ("test_mse", "test MSE", entry.squaredErrors),
      ].map { name, words, values in
        let sample = SampleMean(values)
        return Score(
          key: "\(key)/\(name)", value: sample.mean, standardError: sample.standardError, samples: values.count,
          title: "\(title), \(words)")
      }
    }
  }

  /// The paper's layout in Markdown: one line a training size, both nonlinearities side by side; with the accuracies of
  /// the paper's own algorithm where it was run.
  func table(beside variant: PaperAlgorithmScores? = nil) -> String {
    let hasVariant = variant?.entries.isEmpty == false
    let columns = GaussianProcessRow.nonlinearities.map { nonlinearity in
      "Model (\(nonlinearity.title)) | Test accuracy" + (hasVariant ? " | by the paper's table" : "")
    }
    let count = 1 + columns.count * (hasVariant ? 3 : 2)
    var lines = [
      "| Num training | \(columns.joined(separator: " | ")) |", "|" + String(repeating: "---|", count: count),
    ]
    for (first, second) in stride(from: 0, to: entries.count, by: 2).map({ (entries[$0], entries[$0 + 1]) }) {
      let cells = [first, second].map { entry in
        let setting = entry.row.setting(entry.nonlinearity.value)
        let name = String(format: "GP-%d-%.2f-%.2f", setting.depth, setting.weightVariance, setting.biasVariance)
        let sample = SampleMean(entry.accuracies)
        let error = sample.standardError.map { String(format: " ± %.4f", $0) } ?? ""
        let other = variant?.accuracy(entry.row, entry.nonlinearity).map { String(format: "%.4f", $0) } ?? "–"
        return "\(name) | \(String(format: "%.4f", sample.mean))\(error)" + (hasVariant ? " | \(other)" : "")
      }
      lines.append("| \(first.row.label) | \(cells[0]) | \(cells[1]) |")
    }
    let seeds = entries.first?.accuracies.count ?? 0
    if seeds > 1 { lines.append("\nMean and standard error over \(seeds) training subsets.") }
    if hasVariant {
      lines.append("\nBy the paper's table: the kernel of its truncated lookup table in place of the exact one.")
    }
    return lines.joined(separator: "\n")
  }
}
