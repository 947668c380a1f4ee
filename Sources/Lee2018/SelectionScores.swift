import Foundation
import Results
import Suite

/// What the grids of a results file select, beside the paper's own settings.
struct SelectionScores: Findings {
  /// A point of the grid on the validation images.
  struct Candidate {
    let point: VariancePoint
    /// σ_w² − σ_w²(critical at the point's σ_b²).
    let criticalOffset: Double
    let accuracy: Double
    let squaredError: Double
  }

  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// Line by line.
    let candidates: [Candidate]
    /// Those that have an accuracy, the best first.
    let ranking: [Candidate]
    /// The best one's accuracy on the test images.
    let testAccuracy: Double
    /// Validation and test accuracy of the paper's setting.
    let paper: (validation: Double, test: Double)
    /// The paper's test accuracy.
    let published: Double?

    var validationAccuracy: Double { ranking.first?.accuracy ?? .nan }
    /// How many points of the grid do better on validation images than the paper's setting, and one.
    var rankOfPaper: Int { 1 + candidates.count { $0.accuracy > paper.validation } }
    /// The part of the grid that does better than the paper's setting: of its own 900 points the paper shows the 25
    /// best, a part of 0.028.
    var shareAbovePaper: Double { Double(rankOfPaper - 1) / Double(max(1, candidates.count)) }
    /// Accuracy of the best point above the paper's setting, in binomial standard errors of the former.
    var deficitInStandardErrors: Double {
      let variance = validationAccuracy * (1 - validationAccuracy) / Double(validationImages)
      return (validationAccuracy - paper.validation) / variance.squareRoot()
    }
    /// Binomial, of 10,000 test images.
    var testError: Double { (testAccuracy * (1 - testAccuracy) / 10_000).squareRoot() }
    /// 10,000 of MNIST, 5,000 of CIFAR-10.
    private var validationImages: Int { row.dataset == .mnist ? 10_000 : 5_000 }
  }

  let entries: [Entry]

  init(_ tables: Tables, _ settings: Selection.Settings) throws {
    let grid = try VarianceGrid(of: tables[Selection.grid])
    let offsets = try NamedNonlinearity.allCases.map {
      ($0, AccuracyMap.offsets(of: grid, from: try AccuracyMap.line($0.value, over: grid)))
    }
    entries = try settings.rows.flatMap { row in
      try offsets.map { try Self.entry(row, $0, grid, criticalOffsets: $1, tables) }
    }
  }

  private static func entry(
    _ row: GaussianProcessRow, _ kind: NamedNonlinearity, _ grid: VarianceGrid, criticalOffsets: [Double],
    _ tables: Tables
  ) throws -> Entry {
    let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
    let (lines, paper) = (try tables[Selection.grid], try tables[Selection.paperSetting])
    let scores = zip(
      try lines[Selection.validationAccuracy, isRow, isKind], try lines[Selection.validationError, isRow, isKind])
    let candidates = zip(zip(grid.points, criticalOffsets), scores).map { place, score in
      Candidate(point: place.0, criticalOffset: place.1, accuracy: score.0, squaredError: score.1)
    }
    let ranking = Selection.ranking(candidates) { ($0.accuracy, $0.squaredError) }.map { candidates[$0] }
    return Entry(
      row: row, nonlinearity: kind, candidates: candidates, ranking: ranking,
      testAccuracy: try ranking.first.map {
        try lines.value(
          Selection.lineTestAccuracy, isRow, isKind, VarianceGrid.weightVariance == $0.point.weightVariance)
      } ?? .nan,
      paper: (
        try paper.value(Selection.validationAccuracy, isRow, isKind),
        try paper.value(Selection.testAccuracy, isRow, isKind)
      ),
      published: tables.published("\(row.key(kind))/selected_test_accuracy"))
  }

  var scores: [Score] {
    entries.flatMap { entry in
      let score = entry.row.scorer(entry.nonlinearity)
      return [
        score(
          "selected_test_accuracy", entry.testAccuracy, error: entry.testError, "test accuracy of the selected model"),
        score(
          "validation_deficit", entry.validationAccuracy - entry.paper.validation,
          "validation accuracy of the selected model above the paper's setting"),
        score(
          "deficit_in_standard_errors", entry.deficitInStandardErrors,
          "the same in standard errors of the best accuracy"),
      ]
    }
  }

  /// One line a row and nonlinearity, in Markdown.
  var narrative: String {
    let rows = entries.compactMap { entry -> [String]? in
      guard let best = entry.ranking.first?.point else { return nil }
      let setting = entry.row.setting(entry.nonlinearity.value)
      let selected = String(format: "GP-%d-%.2f-%.2f", setting.depth, best.weightVariance, best.biasVariance)
      return [
        entry.row.label, "\(entry.nonlinearity.title) \(selected)", fourDecimals(entry.validationAccuracy),
        fourDecimals(entry.testAccuracy), "\(entry.nonlinearity.title) \(setting.name)",
        fourDecimals(entry.paper.validation), "\(entry.rankOfPaper) of \(entry.candidates.count)",
        fourDecimals(entry.paper.test), fourDecimals(entry.published),
      ]
    }
    let header = [
      "Num training", "selected here", "validation", "test", "paper's setting", "validation here", "rank", "test here",
      "test, paper",
    ]
    let points = entries.first?.candidates.count ?? 0
    return TextTable(header, rows: rows).markdown
      + "\n\nThe best of \(points) points on validation images; the paper's grid has \(VarianceGrid.paper.count)."
  }
}
