import Datasets
import Foundation
import Results

/// How far each preprocessing and kernel algorithm is from the paper, over the rows of Table 2.
struct PreprocessingScores {
  /// One cell of the study beside the paper's numbers.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    let variant: Variant
    let accuracy: Double
    let squaredError: Double

    var accuracyDifference: Double { accuracy - row.setting(nonlinearity.value).accuracy }
    var squaredErrorDifference: Double? {
      row.setting(nonlinearity.value).squaredError.map { squaredError - $0 }
    }
  }

  struct Variant: Hashable {
    let preprocessing: Preprocessing
    let algorithm: PreprocessingStudy.Algorithm

    static let all = Preprocessing.allCases.flatMap { preprocessing in
      PreprocessingStudy.Algorithm.allCases.map { Variant(preprocessing: preprocessing, algorithm: $0) }
    }
  }

  let entries: [Entry]

  /// - Parameter rows: the rows of the file, in its order.
  init(_ results: ResultsFile, rows: [GaussianProcessRow]) throws {
    let accuracies = try results.numbers("test_accuracy").values
    let squaredErrors = try results.numbers("test_mse").values
    let cells = rows.flatMap { row in
      GaussianProcessRow.nonlinearities.flatMap { nonlinearity in Variant.all.map { (row, nonlinearity, $0) } }
    }
    entries = cells.enumerated().map { k, cell in
      Entry(
        row: cell.0, nonlinearity: cell.1, variant: cell.2, accuracy: accuracies[k], squaredError: squaredErrors[k])
    }
  }

  private static let datasets: [DatasetDescription] = [.cifar10, .mnist]

  private func entries(_ dataset: DatasetDescription, _ variant: Variant) -> [Entry] {
    entries.filter { $0.row.dataset == dataset && $0.variant == variant }
  }

  /// Root mean square over the rows of the differences from the paper.
  var measurements: [Score] {
    Self.datasets.flatMap { dataset in
      Variant.all.flatMap { variant in
        let own = entries(dataset, variant)
        return [
          ("accuracy_deviation", "test accuracy", own.map(\.accuracyDifference)),
          ("mse_deviation", "test MSE", own.compactMap(\.squaredErrorDifference)),
        ].map { name, words, differences in
          Score(
            key: "\(dataset.id)/\(variant.preprocessing.rawValue)/\(variant.algorithm.rawValue)/\(name)",
            value: Self.rootMeanSquare(differences),
            title: "\(dataset.title), \(variant.preprocessing.rawValue), \(variant.algorithm.rawValue) kernel: "
              + "distance from the paper's \(words)")
        }
      }
    }
  }

  private static func rootMeanSquare(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  /// A summary over rows, then every CIFAR and MNIST row beside the paper's.
  var narrative: String {
    var lines = [
      "Root mean square over the rows of (ours − paper); in brackets the mean difference.", "",
      "| preprocessing | kernel | CIFAR accuracy | CIFAR MSE | MNIST accuracy | MNIST MSE |",
      "|---|---|---|---|---|---|",
    ]
    for variant in Variant.all {
      let cells = Self.datasets.flatMap { dataset in
        let own = entries(dataset, variant)
        return [own.map(\.accuracyDifference), own.compactMap(\.squaredErrorDifference)].map(Self.summary)
      }
      lines.append(
        "| \(variant.preprocessing.rawValue) | \(variant.algorithm.rawValue) | \(cells.joined(separator: " | ")) |")
    }
    lines.append("")
    lines += Self.datasets.compactMap(closest)
    for dataset in Self.datasets { lines += ["", table(dataset)] }
    return lines.joined(separator: "\n")
  }

  /// The variant whose accuracies are nearest to the paper's, in one line.
  private func closest(_ dataset: DatasetDescription) -> String? {
    let deviations = Variant.all.map { variant in
      (variant, differences: entries(dataset, variant).map(\.accuracyDifference))
    }
    let nearest = deviations.min { Self.rootMeanSquare($0.differences) < Self.rootMeanSquare($1.differences) }
    guard let (variant, differences) = nearest, let largest = differences.map(\.magnitude).max() else { return nil }
    return "- \(dataset.title): nearest to the paper's accuracies is \(variant.preprocessing.rawValue) with the "
      + "\(variant.algorithm.rawValue) kernel; largest difference in \(differences.count) models "
      + String(format: "%.4f.", largest)
  }

  private static func summary(_ differences: [Double]) -> String {
    guard !differences.isEmpty else { return "–" }
    let mean = differences.reduce(0, +) / Double(differences.count)
    return String(format: "%.4f (%+.4f)", rootMeanSquare(differences), mean)
  }

  /// Accuracy / MSE of every variant, one line a row and nonlinearity.
  private func table(_ dataset: DatasetDescription) -> String {
    let titles = Variant.all.map { "\($0.preprocessing.rawValue), \($0.algorithm.rawValue)" }
    var lines = [
      "| row | φ | paper | \(titles.joined(separator: " | ")) |",
      "|---|---|---|" + String(repeating: "---|", count: titles.count),
    ]
    let own = entries.filter { $0.row.dataset == dataset }
    for start in stride(from: 0, to: own.count, by: Variant.all.count) {
      let group = own[start..<start + Variant.all.count]
      guard let first = group.first else { continue }
      let setting = first.row.setting(first.nonlinearity.value)
      let paper = Self.pair(setting.accuracy, setting.squaredError)
      let cells = group.map { Self.pair($0.accuracy, $0.squaredError) }
      lines.append(
        "| \(first.row.label) | \(first.nonlinearity.title) | \(paper) | \(cells.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n")
  }

  private static func pair(_ accuracy: Double, _ squaredError: Double?) -> String {
    String(format: "%.4f / ", accuracy) + (squaredError.map { String(format: "%.4f", $0) } ?? "–")
  }
}
