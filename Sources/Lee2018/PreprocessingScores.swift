import Datasets
import Foundation
import Plotting
import Results
import Suite

/// How far each preprocessing and kernel algorithm is from the paper, over the rows of Table 2.
struct PreprocessingScores: Findings {
  /// One cell of the study beside the paper's numbers, which procedural images do not have.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    let variant: Variant
    let result: TestResult
    let published: (accuracy: Double?, squaredError: Double?)

    var accuracyDifference: Double? { published.accuracy.map { result.accuracy - $0 } }
    var squaredErrorDifference: Double? { published.squaredError.map { result.squaredError - $0 } }
  }

  struct Variant: Hashable {
    let preprocessing: Preprocessing
    let algorithm: KernelChoice

    static let all = Preprocessing.allCases.flatMap { preprocessing in
      KernelChoice.allCases.map { Variant(preprocessing: preprocessing, algorithm: $0) }
    }
  }

  /// In the order of the file: the variants of a row and nonlinearity beside each other.
  let entries: [Entry]
  let degraded: DegradationScores

  init(_ tables: Tables, _ settings: PreprocessingStudy.Settings) throws {
    degraded = try DegradationScores(tables, settings.degraded)
    // Of an unfinished file what is there is shown.
    guard tables.has(PreprocessingStudy.preprocessings) else {
      entries = []
      return
    }
    let table = try tables[PreprocessingStudy.preprocessings]
    entries = try table.points().map { point in
      let (row, kind) = (try point[TableAxes.row], try point[TableAxes.nonlinearity])
      return Entry(
        row: row, nonlinearity: kind,
        variant: Variant(
          preprocessing: try point[PreprocessingStudy.preprocessing],
          algorithm: try point[KernelChoice.axis]),
        result: try TestResult(table, at: point),
        published: (
          tables.published("\(row.key(kind))/test_accuracy"), tables.published("\(row.key(kind))/test_mse")
        ))
    }
  }

  private static let datasets: [DatasetDescription] = [.cifar10, .mnist]

  private func entries(_ dataset: DatasetDescription, _ variant: Variant) -> [Entry] {
    entries.filter { $0.row.dataset == dataset && $0.variant == variant }
  }

  var figure: Figure? { degraded.figure }

  /// Root mean square over the rows of the differences from the paper; nothing where it has no numbers.
  var scores: [Score] { deviations + degraded.scores }

  private var deviations: [Score] {
    Self.datasets.flatMap { dataset in
      Variant.all.flatMap { variant in
        let own = entries(dataset, variant)
        return [
          ("accuracy_deviation", "test accuracy", own.compactMap(\.accuracyDifference)),
          ("mse_deviation", "test MSE", own.compactMap(\.squaredErrorDifference)),
        ].filter { !$0.2.isEmpty }.map { name, words, differences in
          Score(
            key: "\(dataset.id)/\(variant.preprocessing.rawValue)/\(variant.algorithm.rawValue)/\(name)",
            value: Self.rootMeanSquare(differences),
            title: "\(dataset.title), \(variant.preprocessing.rawValue), \(variant.algorithm.rawValue) kernel: "
              + "distance from the paper's \(words)")
        }
      }
    }
  }

  private static func rootMeanSquare(_ values: [Double]) -> Double { values.map { $0 * $0 }.mean.squareRoot() }

  /// A summary over rows, then every CIFAR and MNIST row beside the paper's.
  var narrative: String {
    let tables = Self.datasets.map(table).joined(separator: "\n\n")
    let closest = Self.datasets.compactMap(closest)
    if closest.isEmpty { return tables }
    let summary = TextTable(
      ["preprocessing", "kernel", "CIFAR accuracy", "CIFAR MSE", "MNIST accuracy", "MNIST MSE"],
      rows: Variant.all.map { variant in
        [variant.preprocessing.rawValue, variant.algorithm.rawValue]
          + Self.datasets.flatMap { dataset in
            let own = entries(dataset, variant)
            return [own.compactMap(\.accuracyDifference), own.compactMap(\.squaredErrorDifference)].map(Self.summary)
          }
      })
    return
      "Root mean square over the rows of (ours − paper); in brackets the mean difference.\n\n\(summary.markdown)\n\n"
      + closest.joined(separator: "\n") + "\n\n" + degraded.narrative + tables
  }

  /// The variant whose accuracies are nearest to the paper's, in one line.
  private func closest(_ dataset: DatasetDescription) -> String? {
    let deviations = Variant.all.map { variant in
      (variant, differences: entries(dataset, variant).compactMap(\.accuracyDifference))
    }
    let nearest = deviations.min { Self.rootMeanSquare($0.differences) < Self.rootMeanSquare($1.differences) }
    guard let (variant, differences) = nearest, let largest = differences.map(\.magnitude).max() else { return nil }
    return "- \(dataset.title): nearest to the paper's accuracies is \(variant.preprocessing.rawValue) with the "
      + "\(variant.algorithm.rawValue) kernel; largest difference in \(differences.count) models "
      + String(format: "%.4f.", largest)
  }

  private static func summary(_ differences: [Double]) -> String {
    guard !differences.isEmpty else { return "–" }
    return String(format: "%.4f (%+.4f)", rootMeanSquare(differences), differences.mean)
  }

  /// Accuracy / MSE of every variant, one line a row and nonlinearity.
  private func table(_ dataset: DatasetDescription) -> String {
    func pair(_ accuracy: Double?, _ squaredError: Double?) -> String {
      "\(fourDecimals(accuracy)) / \(fourDecimals(squaredError))"
    }
    // The entries of the first variant name the lines.
    let rows = entries.filter { $0.row.dataset == dataset && $0.variant == Variant.all[0] }.map { line in
      let own = entries.filter { $0.row == line.row && $0.nonlinearity == line.nonlinearity }
      return [
        line.row.label, line.nonlinearity.title, pair(line.published.accuracy, line.published.squaredError),
      ] + own.map { pair($0.result.accuracy, $0.result.squaredError) }
    }
    let titles = Variant.all.map { "\($0.preprocessing.rawValue), \($0.algorithm.rawValue)" }
    return TextTable(["row", "φ", "paper"] + titles, rows: rows).markdown
  }
}
