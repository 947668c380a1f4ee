import Results
import Suite

/// The searches of Table 2: every trial on the highest rung that it reached, the best of each search, and the Gaussian
/// process beside it.
struct NetworkScores {
  struct Trial {
    let draw: Int
    /// With the initial variances of this trial.
    let setting: NetworkSetting
    let end: TrialProgress.End
    let validationAccuracy: Double
    let validationError: Double
    let test: TestResult
    let correct: CorrectImages?

    init(_ table: Table, _ point: Point, of setting: NetworkSetting) throws {
      draw = try table.value(NetworkSearch.draw, at: point)
      self.setting = setting.with(
        weightVariance: try table.value(TableColumns.weightVariance, at: point),
        biasVariance: try table.value(TableColumns.biasVariance, at: point))
      end = TrialProgress.End(rawValue: try table.value(NetworkSearch.end, at: point)) ?? .none
      validationAccuracy = try table.value(TrainedTrial.validationAccuracy, at: point)
      validationError = try table.value(TrainedTrial.validationError, at: point)
      test = TestResult(
        accuracy: try table.value(TrainedTrial.testAccuracy, at: point),
        squaredError: try table.value(TrainedTrial.testError, at: point))
      correct = CorrectImages(text: try table.value(CorrectImages.column, at: point), images: Self.testImages)
    }

    /// Of MNIST and of CIFAR-10.
    static let testImages = 10_000
  }

  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// What was trained; of variances that were drawn those of the best trial.
    let setting: NetworkSetting
    /// The width of the paper's network.
    let paperWidth: Int
    /// The best on validation images first; of equals that with the smaller error.
    let trials: [Trial]
    /// The best trial trained on other training subsets.
    let otherSubsets: [Double]
    let process: TestResult
    let processCorrect: CorrectImages?
    /// The paper's accuracy.
    let published: Double?

    /// nil if no trial has a score.
    var best: Trial? { trials.first.flatMap { $0.validationAccuracy.isNaN ? nil : $0 } }

    /// The process first, the best network second.
    var paired: PairedComparison? {
      guard let processCorrect, let correct = best?.correct else { return nil }
      return PairedComparison(processCorrect, correct)
    }

    /// Other test images, as if they were others than the paper's.
    var binomialVariance: Double {
      best.map { $0.test.accuracy * (1 - $0.test.accuracy) / Double(Trial.testImages) } ?? .nan
    }

    /// The test accuracy of the best of so many trials drawn like those that were run.
    func best(of count: Int) -> (mean: Double, deviation: Double)? {
      BestOfTrials(ranked: trials.map(\.test.accuracy).filter { !$0.isNaN }).best(of: count)
    }

    /// Other training images, as far as they were tried, and other draws of as many trials.
    var searchVariance: Double {
      let deviation = best(of: trials.count)?.deviation ?? .nan
      let accuracies = (best.map { [$0.test.accuracy] } ?? []) + otherSubsets.filter { !$0.isNaN }
      let mean = accuracies.reduce(0, +) / Double(accuracies.count)
      let ofSubsets =
        accuracies.count < 2
        ? 0 : accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(accuracies.count - 1)
      return deviation * deviation + ofSubsets
    }

    var standardError: Double { (binomialVariance + searchVariance).squareRoot() }
  }

  let entries: [Entry]

  init(_ tables: Tables, _ settings: Table2Networks.Settings) throws {
    let search = settings.search
    let processes = try tables[Table2Networks.processes]
    entries = try search.rows.flatMap { row in
      try search.nonlinearities.compactMap { kind in
        let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
        guard let trials = try Self.trials(tables, search, row, kind) else { return nil }
        let best = trials.first.flatMap { $0.validationAccuracy.isNaN ? nil : $0 }
        let subsets = try tables.finishedPart(of: OtherSubsets.name, isRow, isKind)
        return Entry(
          row: row, nonlinearity: kind, setting: try best?.setting ?? search.setting(row, kind),
          paperWidth: try search.paperSetting(row, kind).width, trials: trials,
          otherSubsets: try subsets?[TrainedTrial.testAccuracy, isRow, isKind] ?? [],
          process: try TestResult(processes, row, kind),
          processCorrect: CorrectImages(
            text: try processes.value(CorrectImages.column, isRow, isKind), images: Trial.testImages),
          published: tables.published("\(row.key(kind))/network_test_accuracy"))
      }
    }
  }

  /// nil while the search has not been finished.
  private static func trials(
    _ tables: Tables, _ search: NetworkSearch, _ row: GaussianProcessRow, _ kind: NamedNonlinearity
  ) throws -> [Trial]? {
    let setting = try search.setting(row, kind)
    var trials: [Int: Trial] = [:]
    for rung in search.rungs.indices {
      let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == kind)
      guard let table = try tables.finishedPart(of: NetworkSearch.name(ofRung: rung), isRow, isKind) else { return nil }
      for point in try table.points(isRow, isKind) {
        let trial = try Trial(table, point, of: setting)
        if trial.draw >= 0 { trials[trial.draw] = trial }
      }
    }
    let byDraw = trials.sorted { $0.key < $1.key }.map(\.value)
    let standings = byDraw.map {
      SuccessiveHalving.Standing(
        draw: $0.draw, accuracy: $0.validationAccuracy, squaredError: $0.validationError, canGoOn: false)
    }
    return SuccessiveHalving.ranking(standings).map { byDraw[$0] }
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
    let trials = entries.flatMap(\.trials)
    return (trials.count, trials.count { $0.end == .diverged }, trials.count { $0.end == .atChance })
  }
}
