import Datasets
import Results
import Suite

/// The scores of Figure 1: the Gaussian process of each row, the best trial of each width, and the best of all widths.
struct WidthScores: Findings {
  /// One row and nonlinearity.
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    let process: TestResult
    /// Of the process's accuracy, over training subsets; 0 where they were not drawn anew.
    let subsetVariance: Double
    let networks: [(width: Int, found: SearchResult)]
    /// What the figure shows, by width; nil where it gives no number.
    let published: [Int: Double]

    /// The search whose best trial did best on validation images, of equals the one with the smaller error.
    var best: SearchResult? {
      networks.map(\.found).filter { $0.best != nil }.min { Self.rank($0) < Self.rank($1) }
    }

    /// nil while it has not been finished.
    func found(_ width: Int) -> SearchResult? { networks.first { $0.width == width }?.found }

    /// The lowest squared error of a trial of any width, chosen on validation images.
    var leastError: Double? {
      networks.compactMap(\.found.leastError).min { $0.leastValidationError < $1.leastValidationError }?.leastError
        .value
    }

    private static func rank(_ found: SearchResult) -> (Double, Double) {
      found.best.map { (-$0.validationAccuracy, $0.validationError) } ?? (.infinity, .infinity)
    }

    /// Of the best trial's test accuracy: other test images, other draws, as far as the trials that went furthest
    /// differ, and other training images, which move the process's accuracy by about as much.
    func standardError(_ found: SearchResult) -> Double {
      (found.binomialVariance + found.drawVariance + subsetVariance).squareRoot()
    }
  }

  let entries: [Entry]
  let settings: Figure1.Settings

  init(_ tables: Tables, _ settings: Figure1.Settings) throws {
    let processes = try tables[Figure1.processes]
    let repeated = settings.repeatedRows.isEmpty ? nil : try tables[Figure1.otherSubsets]
    entries = try settings.rows.flatMap { row in
      try NamedNonlinearity.allCases.map { kind in
        let process = try TestResult(processes, row, kind)
        let others =
          settings.repeatedRows.contains(row)
          ? try repeated?[TableColumns.accuracy, TableAxes.row == row, TableAxes.nonlinearity == kind] ?? [] : []
        let sample = SampleMean([process.accuracy] + others)
        let variance = sample.standardError.map { $0 * $0 * Double(1 + others.count) } ?? 0
        let widths = settings.widths.map(\.width)
        return Entry(
          row: row, nonlinearity: kind, process: process, subsetVariance: variance,
          networks: try settings.searches.compactMap { search in
            try SearchResult(tables, search, row, kind).map { (search.width ?? search.largestWidth, $0) }
          },
          published: Dictionary(
            uniqueKeysWithValues: widths.compactMap { width in
              tables.published("\(row.key(kind))/\(Self.key(width))").map { (width, $0) }
            }))
      }
    }
    self.settings = settings
  }

  private static func key(_ width: Int) -> String { "width_\(width)/network_test_accuracy" }

  /// The datasets and nonlinearities of the file, with the entries of each by training size.
  var series: [(dataset: DatasetDescription, nonlinearity: NamedNonlinearity, entries: [Entry])] {
    [DatasetDescription.mnist, .cifar10].flatMap { dataset in
      NamedNonlinearity.allCases.map { kind in
        (dataset, kind, entries.filter { $0.row.dataset == dataset && $0.nonlinearity == kind })
      }
    }.filter { !$0.entries.isEmpty }
  }

  var scores: [Score] {
    entries.flatMap(scores) + atLeastTheFigures
      + series.flatMap { dataset, kind, entries in
        laws(entries, key: "\(dataset.id)/\(kind.name)", title: "\(dataset.title), \(kind.title)")
      }
  }

  private func scores(_ entry: Entry) -> [Score] {
    let score = entry.row.scorer(entry.nonlinearity)
    func network(_ key: String, _ found: SearchResult, _ words: String) -> Score? {
      found.best.map {
        score(key, $0.test.accuracy, error: settings.judgesNetworks ? entry.standardError(found) : nil, words)
      }
    }
    return [score("test_accuracy", entry.process.accuracy, "NNGP accuracy")]
      + entry.networks.compactMap { width, found in
        network(Self.key(width), found, "accuracy of networks of width \(width)")
      }
      + [entry.best.flatMap { network("network_test_accuracy", $0, "accuracy of the best network of all widths") }]
      .compactMap { $0 }
  }

  /// How many of the figure's points the networks reach. A share of a few says nothing.
  private var atLeastTheFigures: [Score] {
    let judged = entries.flatMap { entry in
      entry.networks.compactMap { width, found in
        found.best.flatMap { best in
          entry.published[width].map {
            best.test.accuracy >= $0 - 2.576 * 2.0.squareRoot() * entry.standardError(found)
          }
        }
      }
    }
    guard settings.judgesNetworks, judged.count >= 6 else { return [] }
    return [
      Score(
        key: "networks/at_least_the_figures", value: Double(judged.count { $0 }) / Double(judged.count),
        samples: judged.count, title: "share of networks on or above the figure's, within the tolerance")
    ]
  }

  /// What the figure shows without a number: width helps, and on MNIST the process's error is larger than the best
  /// network's though it is right more often. Both at the largest training size.
  private func laws(_ entries: [Entry], key: String, title: String) -> [Score] {
    guard let last = entries.last, let narrow = last.networks.first?.found, let wide = last.networks.last?.found,
      let first = narrow.best, let widest = wide.best, let leastError = last.leastError
    else { return [] }
    // The sign is judged at every tier: a few trials leave it open or do not.
    let gain = Score(
      key: "\(key)/width_gain", value: widest.test.accuracy - first.test.accuracy,
      // As if the test images were others, which bounds their part from above.
      standardError: [wide, narrow].reduce(0) { $0 + $1.binomialVariance + $1.drawVariance }.squareRoot(),
      title: "\(title), accuracy of the widest above the narrowest networks, \(last.row.sizeLabel) images")
    guard settings.judgesNetworks else { return [gain] }
    return [
      gain,
      Score(
        key: "\(key)/mse_excess", value: last.process.squaredError - leastError,
        title: "\(title), squared error of the NNGP above the best network's, \(last.row.sizeLabel) images"),
    ]
  }
}
