import Foundation
import Results
import Suite

/// What the grids of a results file choose by the evidence, by the leave-one-out error and by validation images.
struct EvidenceScores: Findings {
  typealias Criterion = EvidenceSelection.Criterion

  /// A point of the grid as each criterion sees it.
  struct Candidate {
    let evidence, leaveOneOutError, validationAccuracy, validationError: Double
  }

  /// The place of the best by `criterion`; nil where no kernel has a factor. Of equally good ones by validation that
  /// with the smaller error, otherwise the earlier.
  static func best(_ candidates: [Candidate], by criterion: Criterion) -> Int? {
    switch criterion {
    case .evidence: largest(candidates.map(\.evidence))
    case .leaveOneOut: largest(candidates.map { -$0.leaveOneOutError })
    case .validation: Selection.ranking(candidates) { ($0.validationAccuracy, $0.validationError) }.first
    }
  }

  private static func largest(_ values: [Double]) -> Int? {
    values.indices.filter { values[$0].isFinite }.max { (values[$0], -$0) < (values[$1], -$1) }
  }

  /// What one criterion chose.
  struct Choice {
    let point: VariancePoint
    let testAccuracy: Double
    let correct: CorrectImages
  }

  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    let candidates: [Candidate]
    /// Over the grid, line by line.
    let testAccuracies, testErrors: [Double]
    let choices: [Criterion: Choice]

    /// Test accuracy of the choice less that of validation's, and the standard error of the paired comparison.
    func lead(_ criterion: Criterion) -> (difference: Double, error: Double)? {
      guard let own = choices[criterion], let other = choices[.validation],
        let pairs = PairedComparison(own.correct, other.correct)
      else { return nil }
      let found = pairs.difference(images: own.correct.isCorrect.count)
      return (found.mean, found.variance.squareRoot())
    }

    /// Of the points that have a factor.
    func rankCorrelation(_ x: (Candidate) -> Double, _ y: [Double]) -> Double {
      let pairs = zip(candidates.map(x), y).filter { $0.0.isFinite && $0.1.isFinite }
      return Suite.rankCorrelation(pairs.map(\.0), pairs.map(\.1))
    }
  }

  let grid: VarianceGrid
  let entries: [Entry]

  /// Those of which all lines have been computed.
  init(_ tables: Tables, _ settings: EvidenceSelection.Settings) throws {
    let grid = settings.grid
    self.grid = grid
    let points = grid.points
    let width = grid.biasVariances.count
    entries = try settings.rows.flatMap { row in
      try NamedNonlinearity.allCases.compactMap { kind -> Entry? in
        let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
        guard let table = try tables.finishedPart(of: .only, isRow, isKind) else { return nil }
        let evidence = try table[EvidenceSelection.evidence, isRow, isKind]
        let leaveOneOut = try table[EvidenceSelection.leaveOneOutError, isRow, isKind]
        let accuracies = try table[Selection.validationAccuracy, isRow, isKind]
        let errors = try table[Selection.validationError, isRow, isKind]
        let tests = try table[Selection.testAccuracy, isRow, isKind]
        let candidates = evidence.indices.map {
          Candidate(
            evidence: evidence[$0], leaveOneOutError: leaveOneOut[$0], validationAccuracy: accuracies[$0],
            validationError: errors[$0])
        }
        var choices: [Criterion: Choice] = [:]
        for criterion in Criterion.allCases {
          guard let place = Self.best(candidates, by: criterion) else { continue }
          let text = try table.value(
            criterion.correct, isRow, isKind, VarianceGrid.weightVariance == grid.weightVariances[place / width])
          guard let correct = CorrectImages(text: text, images: row.dataset.test.count) else { continue }
          choices[criterion] = Choice(point: points[place], testAccuracy: tests[place], correct: correct)
        }
        return Entry(
          row: row, nonlinearity: kind, candidates: candidates, testAccuracies: tests,
          testErrors: try table[Selection.testError, isRow, isKind], choices: choices)
      }
    }
  }

  var scores: [Score] {
    entries.flatMap { entry -> [Score] in
      let score = entry.row.scorer(entry.nonlinearity)
      var found: [Score] = []
      for (criterion, name, words) in [
        (Criterion.evidence, "evidence", "the evidence"), (.leaveOneOut, "leave_one_out", "the leave-one-out error"),
      ] {
        guard let choice = entry.choices[criterion], let lead = entry.lead(criterion) else { continue }
        found += [
          score("\(name)/test_accuracy", choice.testAccuracy, "test accuracy of what \(words) chooses"),
          score(
            "\(name)/lead", lead.difference, error: lead.error,
            "test accuracy of what \(words) chooses above that of validation's choice"),
          score(
            "\(name)/lead_in_errors", lead.error > 0 ? lead.difference / lead.error : 0,
            "lead of what \(words) chooses in standard errors of the paired comparison"),
        ]
      }
      if let choice = entry.choices[.validation] {
        found.append(score("validation/test_accuracy", choice.testAccuracy, "test accuracy of what validation chooses"))
      }
      found += [
        score(
          "evidence/rank_correlation_accuracy", entry.rankCorrelation(\.evidence, entry.testAccuracies),
          "rank correlation of evidence and test accuracy over the grid"),
        score(
          "evidence/rank_correlation_mse", entry.rankCorrelation(\.evidence, entry.testErrors),
          "rank correlation of evidence and test error over the grid"),
        score(
          "leave_one_out/rank_correlation_accuracy",
          entry.rankCorrelation({ -$0.leaveOneOutError }, entry.testAccuracies),
          "rank correlation of minus the leave-one-out error and test accuracy over the grid"),
        score(
          "validation/rank_correlation_accuracy", entry.rankCorrelation(\.validationAccuracy, entry.testAccuracies),
          "rank correlation of validation and test accuracy over the grid"),
      ]
      return found.filter(\.value.isFinite)
    }
  }

  /// One line a row and nonlinearity, in Markdown.
  var narrative: String {
    let rows = entries.map { entry -> [String] in
      func text(_ criterion: Criterion) -> String {
        entry.choices[criterion].map {
          String(format: "%.2f, %.2f: ", $0.point.weightVariance, $0.point.biasVariance) + fourDecimals($0.testAccuracy)
        } ?? "–"
      }
      func lead(_ criterion: Criterion) -> String {
        entry.lead(criterion).map { String(format: "%+.4f ± %.4f", $0.difference, $0.error) } ?? "–"
      }
      return [
        entry.row.label, entry.nonlinearity.title, text(.validation), text(.evidence), lead(.evidence),
        text(.leaveOneOut), lead(.leaveOneOut),
        String(format: "%.2f", entry.rankCorrelation(\.evidence, entry.testAccuracies)),
      ]
    }
    let header = [
      "Num training", "φ", "validation chooses σ_w², σ_b²: test", "evidence chooses", "its lead",
      "leave-one-out chooses",
      "its lead", "rank correlation of evidence and test accuracy",
    ]
    return Self.expectation + "\n\n" + TextTable(header, rows: rows).markdown
      + "\n\nOf \(grid.count) points; a lead is in test accuracy over validation's choice, ± its standard error on the "
      + "same test images."
  }

  /// As it was written before the first run (`EvidenceSelection`).
  static let expectation = """
    Expected before the first run: the evidence rules out the ordered phase, where the targets lie outside of what the \
    kernel can make, and ranks the rest like test accuracy; but it also asks for a kernel of the targets' size, of which \
    predictions know nothing. So it should choose as well as validation for tanh, whose kernel has a bounded size, and \
    may lose a point or two of accuracy for the ReLU; the leave-one-out error should be between the two.
    """
}
