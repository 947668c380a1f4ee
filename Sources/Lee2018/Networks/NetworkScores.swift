import Results
import Suite

/// The searches of Table 2: what each found, and the Gaussian process beside it.
struct NetworkScores {
  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// What was trained; of variances that were drawn those of the best trial.
    let setting: NetworkSetting
    /// The width of the paper's network.
    let paperWidth: Int
    let search: SearchResult
    /// How many other training subsets the best trial was trained on.
    let otherSubsets: Int
    /// Of accuracy and of squared error, over training subsets: on the others the trial with the highest accuracy is
    /// trained, also where another has the lowest error.
    let subsetVariance, subsetErrorVariance: Double
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

    /// Other training images and other draws of as many trials.
    var searchVariance: Double { search.drawVariance + subsetVariance }

    /// Half the variance of the difference to the paper's accuracy, which has a search of its own, on the same test
    /// images: of these only those count that one of two classifiers alone has right, here the network and the process.
    var standardError: Double {
      let ofImages = paired.map { $0.difference(images: SearchResult.testImages).variance / 2 }
      return ((ofImages ?? search.binomialVariance) + searchVariance).squareRoot()
    }

    /// Of the lowest squared error; the test images as if they were others.
    var squaredErrorError: Double {
      let deviation = search.leastError?.leastError.deviation ?? .nan
      return (deviation * deviation + search.errorDrawVariance + subsetErrorVariance).squareRoot()
    }

    /// Whether no trial is better than guessing.
    var isAtChance: Bool {
      best.map {
        $0.test.accuracy <= TrialProgress.chance(classes: row.dataset.classes, images: SearchResult.testImages)
      } ?? true
    }
  }

  let entries: [Entry]

  /// Those whose search has been finished.
  init(_ tables: Tables, _ settings: Table2Networks.Settings) throws {
    let search = settings.search
    let processes = try tables[Table2Networks.processes]
    let found = try search.rows.flatMap { row in
      try search.nonlinearities.compactMap { kind in
        try SearchResult(tables, search, row, kind).map { result in
          (row: row, kind: kind, result: result, others: try Self.otherSubsets(tables, row, kind))
        }
      }
    }
    let accuracies = SubsetSpread(
      found.map { ($0.row, ($0.result.best.map { [$0.test.accuracy] } ?? []) + $0.others.accuracies) })
    let errors = SubsetSpread(found.map { ($0.row, $0.others.errors) })
    entries = try found.map { row, kind, result, others in
      Entry(
        row: row, nonlinearity: kind, setting: try result.best?.setting ?? search.setting(row, kind),
        paperWidth: try search.paperSetting(row, kind).width, search: result, otherSubsets: others.accuracies.count,
        subsetVariance: accuracies.variance(of: row), subsetErrorVariance: errors.variance(of: row),
        process: try TestResult(processes, row, kind),
        processCorrect: CorrectImages(
          text: try processes.value(
            CorrectImages.column, TableAxes.row == row, TableAxes.nonlinearity == kind),
          images: SearchResult.testImages),
        published: tables.published("\(row.key(kind))/network_test_accuracy"))
    }
  }

  private static func otherSubsets(
    _ tables: Tables, _ row: GaussianProcessRow, _ kind: NamedNonlinearity
  ) throws -> (accuracies: [Double], errors: [Double]) {
    let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
    guard let table = try tables.finishedPart(of: OtherSubsets.name, isRow, isKind) else { return ([], []) }
    return (
      try table[TrainedTrial.testAccuracy, isRow, isKind], try table[TrainedTrial.leastError, isRow, isKind]
    )
  }

  func entry(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) -> Entry? {
    entries.first { $0.row == row && $0.nonlinearity == nonlinearity }
  }

  /// The test accuracy of every search's best trial, and the squared error of the one whose is lowest.
  var scores: [Score] {
    entries.flatMap { entry in
      let score = entry.row.scorer(entry.nonlinearity)
      let accuracy = entry.best.map {
        score(
          "network_test_accuracy", $0.test.accuracy, error: entry.standardError, samples: 1 + entry.otherSubsets,
          "trained network's test accuracy")
      }
      let error = entry.search.leastError.map {
        score(
          "network_test_mse", $0.leastError.value, error: entry.squaredErrorError,
          "lowest test MSE of a trained network")
      }
      return [accuracy, error].compactMap(\.self)
    }
  }

  /// All trials, those that ran into infinity, and those that ended at their first rung, no better than guessing.
  var ends: (trials: Int, diverged: Int, atChance: Int) {
    let trials = entries.flatMap(\.search.trials)
    return (trials.count, trials.count { $0.end == .diverged }, trials.count { $0.end == .atChance })
  }
}
