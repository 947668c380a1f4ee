import Foundation
import Results
import Suite

/// What the grids of a results file select, beside the paper's own settings.
struct SelectionScores {
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    /// Validation accuracy and error of every point of the grid, line by line.
    let scores: [(accuracy: Double, squaredError: Double)]
    let points: [VariancePoint]
    /// Test accuracy of every line's best point.
    let lineTests: [Double]
    /// Validation and test accuracy of the paper's setting.
    let paper: (validation: Double, test: Double)

    var key: String { "\(row.dataset.id)/\(row.trainingSize)/\(nonlinearity.name)" }
    var title: String { "\(row.dataset.title) \(row.sizeLabel), \(nonlinearity.title)" }
    /// The selected point.
    var best: Int? { Selection.best(scores) }
    /// The selected point's accuracy on the test images.
    var testAccuracy: Double { best.map { lineTests[$0 / (points.count / lineTests.count)] } ?? .nan }
    var validationAccuracy: Double { best.map { scores[$0].accuracy } ?? .nan }
    /// How many points of the grid do better on validation images than the paper's setting, and one.
    var rankOfPaper: Int { 1 + scores.count { $0.accuracy > paper.validation } }

    /// The points in the order of their validation scores.
    var ranking: [Int] {
      points.indices.filter { scores[$0].accuracy.isFinite }.sorted {
        (-scores[$0].accuracy, scores[$0].squaredError, $0) < (-scores[$1].accuracy, scores[$1].squaredError, $1)
      }
    }
  }

  let entries: [Entry]

  init(_ results: ResultsFile, tier: Tier) throws {
    let (rows, grid) = (Selection.rows(tier), Selection.grid(tier))
    let accuracies = try results.numbers("validation_accuracy", group: Selection.grid).values
    let squaredErrors = try results.numbers("validation_mse", group: Selection.grid).values
    let tests = try results.numbers("test_accuracy", group: Selection.grid).values
    let paperValidation = try results.numbers("validation_accuracy", group: Selection.paperSetting).values
    let paperTest = try results.numbers("test_accuracy", group: Selection.paperSetting).values
    let lines = grid.weightVariances.count
    entries = rows.enumerated().flatMap { i, row in
      GaussianProcessRow.nonlinearities.enumerated().map { j, nonlinearity in
        let k = i * GaussianProcessRow.nonlinearities.count + j
        return Entry(
          row: row, nonlinearity: nonlinearity,
          scores: (k * grid.count..<(k + 1) * grid.count).map { (accuracies[$0], squaredErrors[$0]) },
          points: grid.points, lineTests: Array(tests[k * lines..<(k + 1) * lines]),
          paper: (paperValidation[k], paperTest[k]))
      }
    }
  }

  var measurements: [Score] {
    entries.flatMap { entry in
      [
        Score(
          key: "\(entry.key)/selected_test_accuracy", value: entry.testAccuracy,
          title: "\(entry.title), test accuracy of the selected model"),
        Score(
          key: "\(entry.key)/validation_deficit", value: entry.validationAccuracy - entry.paper.validation,
          title: "\(entry.title), validation accuracy of the selected model above the paper's setting"),
      ]
    }
  }

  /// One line a row and nonlinearity, in Markdown.
  var table: String {
    var lines = [
      "| Num training | selected here | validation | test | paper's setting | validation here | rank | test here | test, paper |",
      "|---|---|---|---|---|---|---|---|---|",
    ]
    func name(_ entry: Entry, _ weight: Double, _ bias: Double) -> String {
      let depth = entry.row.setting(entry.nonlinearity.value).depth
      return String(format: "%@ GP-%d-%.2f-%.2f", entry.nonlinearity.title, depth, weight, bias)
    }
    for entry in entries {
      guard let best = entry.best else { continue }
      let (point, setting) = (entry.points[best], entry.row.setting(entry.nonlinearity.value))
      let cells = [
        entry.row.label, name(entry, point.weightVariance, point.biasVariance),
        String(format: "%.4f", entry.validationAccuracy), String(format: "%.4f", entry.testAccuracy),
        name(entry, setting.weightVariance, setting.biasVariance), String(format: "%.4f", entry.paper.validation),
        "\(entry.rankOfPaper) of \(entry.points.count)", String(format: "%.4f", entry.paper.test),
        String(format: "%.4f", setting.accuracy),
      ]
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    if let points = entries.first?.points.count {
      lines.append("\nThe best of \(points) points on validation images; the paper's grid has 900.")
    }
    return lines.joined(separator: "\n")
  }
}
