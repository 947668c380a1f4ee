import Results
import Suite

/// The searches of Table 2: every trial on the highest rung that it reached, the best of each search, and the Gaussian
/// process beside it.
struct NetworkScores {
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// What was trained; of variances that were drawn those of the best trial.
    let setting: NetworkSetting
    /// The width of the paper's network.
    let paperWidth: Int
    let search: SearchResult
    /// The best trial trained on other training subsets.
    let otherSubsets: [Double]
    let process: TestResult
    let processCorrect: CorrectImages?
    /// The paper's accuracy.
    let published: Double?

    /// nil if no trial has a score.
    var best: SearchResult.Trial? { search.best }

    /// The process first, the best network second.
    var paired: PairedComparison? {
      guard let processCorrect, let correct = best?.correct else { return nil }
      return PairedComparison(processCorrect, correct)
    }

    /// Other training images, as far as they were tried, and other draws of as many trials.
    var searchVariance: Double {
      let accuracies = (best.map { [$0.test.accuracy] } ?? []) + otherSubsets.filter { !$0.isNaN }
      let mean = accuracies.reduce(0, +) / Double(accuracies.count)
      let ofSubsets =
        accuracies.count < 2
        ? 0 : accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(accuracies.count - 1)
      return search.drawVariance + ofSubsets
    }

    var standardError: Double { (search.binomialVariance + searchVariance).squareRoot() }
  }

  let entries: [Entry]

  init(_ tables: Tables, _ settings: Table2Networks.Settings) throws {
    let search = settings.search
    let processes = try tables[Table2Networks.processes]
    let subsets = tables.has(OtherSubsets.name) ? try tables[OtherSubsets.name] : nil
    let isThere = search.rungs.indices.allSatisfy { tables.has(search.name(ofRung: $0)) }
    entries = try (isThere ? search.rows : []).flatMap { row in
      try search.nonlinearities.map { kind in
        let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
        let result = try SearchResult(tables, search, row, kind)
        let hasSubsets = settings.otherSubsets.rows(of: search).contains(row)
        return Entry(
          row: row, nonlinearity: kind, setting: try result.best?.setting ?? search.setting(row, kind),
          paperWidth: try search.paperSetting(row, kind).width, search: result,
          otherSubsets: hasSubsets ? try subsets?[TrainedTrial.testAccuracy, isRow, isKind] ?? [] : [],
          process: try TestResult(processes, row, kind),
          processCorrect: CorrectImages(
            text: try processes.value(CorrectImages.column, isRow, isKind), images: SearchResult.testImages),
          published: tables.published("\(row.key(kind))/network_test_accuracy"))
      }
    }
  }

  func entry(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) -> Entry? {
    entries.first { $0.row == row && $0.nonlinearity == nonlinearity }
  }

  /// The test accuracy and error of every search's best trial.
  var scores: [Score] {
    entries.flatMap { entry in
      guard let best = entry.best else { return [Score]() }
      let score = entry.row.scorer(entry.nonlinearity)
      return [
        score(
          "network_test_accuracy", best.test.accuracy, error: entry.standardError,
          samples: 1 + entry.otherSubsets.count, "trained network's test accuracy"),
        score("network_test_mse", best.test.squaredError, "trained network's test MSE"),
      ]
    }
  }

  /// All trials, those that ran into infinity, and those that ended at their first rung, no better than guessing.
  var ends: (trials: Int, diverged: Int, atChance: Int) {
    let trials = entries.flatMap(\.search.trials)
    return (trials.count, trials.count { $0.end == .diverged }, trials.count { $0.end == .atChance })
  }
}
