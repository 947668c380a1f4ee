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
    /// Whether the grid has the paper's setting, as the paper's own has every one.
    let isPaperOnGrid: Bool

    var validationAccuracy: Double { ranking.first?.accuracy ?? .nan }
    /// How many points of the grid do better on validation images than the paper's setting, and one.
    var rankOfPaper: Int { 1 + candidates.count { $0.accuracy > paper.validation } }
    /// The part of the grid that does better than the paper's setting: of its own 900 points the paper shows the 25
    /// best, a part of 0.028.
    var shareAbovePaper: Double { Double(rankOfPaper - 1) / Double(max(1, candidates.count)) }
    /// Accuracy of the best point above the paper's setting, in the largest standard errors that the difference of two
    /// such accuracies on the same validation images can have.
    var deficitInStandardErrors: Double {
      (validationAccuracy - paper.validation)
        / Self.largestError(validationAccuracy, paper.validation, images: row.dataset.validation.count)
    }
    /// The largest standard error of the difference between the selected model's accuracy and the paper's on the same
    /// test images.
    var testError: Double {
      Self.largestError(testAccuracy, published ?? testAccuracy, images: row.dataset.test.count)
    }

    /// √((f − (a − b)²)/n) of two classifiers with accuracies a and b on the same n images, of which the part f is
    /// right with one of them alone. Which images are right is not stored: f is at most (1 − a) + (1 − b), where no
    /// image is wrong with both, and at most a + b, where none is right with both.
    private static func largestError(_ a: Double, _ b: Double, images: Int) -> Double {
      let oneAlone = min(2 - a - b, a + b)
      return ((oneAlone - (a - b) * (a - b)) / Double(images)).squareRoot()
    }
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
      published: tables.published("\(row.key(kind))/selected_test_accuracy"),
      isPaperOnGrid: grid.has(row.setting(kind.value)))
  }

  var scores: [Score] {
    entries.flatMap { entry in
      // On a coarse grid without the paper's setting the choice is another one: keys of their own.
      let score = Scorer(
        key: entry.row.key(entry.nonlinearity) + (entry.isPaperOnGrid ? "/" : "/coarse_grid/"),
        title: entry.row.title(entry.nonlinearity) + ", " + (entry.isPaperOnGrid ? "" : "coarse grid, "))
      return [
        score(
          "selected_test_accuracy", entry.testAccuracy, error: entry.testError, "test accuracy of the selected model"),
        score(
          "validation_deficit", entry.validationAccuracy - entry.paper.validation,
          "validation accuracy of the selected model above the paper's setting"),
        score(
          "deficit_in_standard_errors", entry.deficitInStandardErrors,
          "the same in its largest standard errors"),
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
