import Datasets
import Results
import Suite

/// The scores of Figure 1: the Gaussian process of each row, the best trial of each width and its lowest squared error,
/// and the best of all widths.
struct WidthScores: Findings {
  let entries: [Entry]
  let settings: Figure1.Settings

  init(_ tables: Tables, _ settings: Figure1.Settings) throws {
    let processes = try tables[Figure1.processes]
    let repeated = settings.repeatedRows.isEmpty ? nil : try tables[Figure1.otherSubsets]
    let cells = settings.rows.flatMap { row in NamedNonlinearity.allCases.map { (row: row, kind: $0) } }
    func spread(_ column: Column<Double>) throws -> SubsetSpread {
      SubsetSpread(
        try cells.filter { settings.repeatedRows.contains($0.row) }.map { row, kind in
          let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
          return (row, try processes[column, isRow, isKind] + (repeated?[column, isRow, isKind] ?? []))
        })
    }
    let (accuracies, errors) = (try spread(TableColumns.accuracy), try spread(TableColumns.squaredError))
    entries = try cells.map { row, kind in
      let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
      let networks = try zip(settings.widths, settings.searches).compactMap { plan, search in
        try SearchResult(tables, search, row, kind).map { (plan: plan, found: $0) }
      }
      func published(_ quantity: String) -> [Int: Double] {
        Dictionary(
          settings.widths.compactMap { plan in
            tables.published("\(row.key(kind))/\(Self.key(plan, quantity))").map { (plan.width, $0) }
          }, uniquingKeysWith: { first, _ in first })
      }
      return Entry(
        row: row, nonlinearity: kind, process: try TestResult(processes, row, kind),
        processErrorDeviation: try processes.value(Figure1.squaredErrorDeviation, isRow, isKind),
        processCorrect: CorrectImages(
          text: try processes.value(CorrectImages.column, isRow, isKind), images: SearchResult.testImages),
        subsetVariance: accuracies.variance(of: row), subsetErrorVariance: errors.variance(of: row),
        networks: networks, hasAllWidths: networks.count == settings.widths.count,
        published: published(Self.accuracy), publishedErrors: published(Self.squaredError))
    }
    self.settings = settings
  }

  private static let accuracy = "network_test_accuracy"
  private static let squaredError = "network_test_mse"

  /// Searches of very few trials are not held against the figure, and so their keys are others.
  private static func key(_ plan: WidthSearch, _ quantity: String) -> String {
    key("width_\(plan.width)/\(quantity)", isJudged: plan.isJudged)
  }

  private static func key(_ key: String, isJudged: Bool) -> String { isJudged ? key : "short_search/\(key)" }

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
    func accuracy(_ key: String, _ found: SearchResult, _ networks: String) -> Score? {
      found.best.map {
        score(key, $0.test.accuracy, error: entry.standardError(found), "accuracy of \(networks)")
      }
    }
    func squaredError(_ key: String, _ found: SearchResult, _ networks: String) -> Score? {
      found.leastError.map {
        score(key, $0.leastError.value, error: entry.squaredErrorError(found), "lowest test MSE of \(networks)")
      }
    }
    let widths = entry.networks.flatMap { plan, found in
      let networks = "networks of width \(plan.width)"
      return [
        accuracy(Self.key(plan, Self.accuracy), found, networks),
        squaredError(Self.key(plan, Self.squaredError), found, networks),
      ]
    }
    let (isJudged, networks) = (settings.widths.allSatisfy(\.isJudged), "the best network of all widths")
    let best = [
      entry.best.flatMap { accuracy(Self.key(Self.accuracy, isJudged: isJudged), $0, networks) },
      entry.leastError.flatMap { squaredError(Self.key(Self.squaredError, isJudged: isJudged), $0, networks) },
    ]
    return [score("test_accuracy", entry.process.accuracy, "NNGP accuracy")] + (widths + best).compactMap(\.self)
  }

  /// How many of the figure's points the networks reach, of those that they are held against. A share of a few says
  /// nothing.
  private var atLeastTheFigures: [Score] {
    let judged = entries.flatMap { entry in
      entry.networks.compactMap { plan, found -> Bool? in
        guard plan.isJudged, let best = found.best, let error = entry.standardError(found),
          let published = entry.published[plan.width]
        else { return nil }
        return best.test.accuracy >= published - 2.576 * 2.0.squareRoot() * error
      }
    }
    guard judged.count >= 6 else { return [] }
    return [
      Score(
        key: "networks/at_least_the_figures", value: Double(judged.count { $0 }) / Double(judged.count),
        samples: judged.count, title: "share of networks on or above the figure's, within the tolerance")
    ]
  }

  /// What the figure shows without a number: width helps, and whose squared error is larger, the process's or the best
  /// network's. Both at the largest training size, once all widths have been searched there.
  private func laws(_ entries: [Entry], key: String, title: String) -> [Score] {
    guard let last = entries.last else { return [] }
    let images = "\(last.row.sizeLabel) images"
    // The sign is judged at every tier: a few trials leave it open or do not.
    let gain = last.widthGain.map {
      Score(
        key: "\(key)/width_gain", value: $0.value, standardError: $0.standardError,
        title: "\(title), accuracy of the widest above the narrowest networks, \(images)")
    }
    let excess = (settings.judgesNetworks ? last.squaredErrorExcess : nil).map {
      Score(
        key: "\(key)/mse_excess", value: $0.value, standardError: $0.standardError,
        title: "\(title), squared error of the NNGP above the best network's, \(images)")
    }
    return [gain, excess].compactMap(\.self)
  }
}
