import Foundation
import Results
import Suite

/// What a search of networks found: every trial on the highest rung that it reached.
struct SearchResult {
  struct Trial {
    let draw: Int
    /// The highest that it reached, from 0.
    let rung: Int
    /// With the depth and the initial variances of this trial.
    let setting: NetworkSetting
    let end: TrialProgress.End
    let validationAccuracy: Double
    let validationError: Double
    let test: TestResult
    /// Lowest mean squared error on validation images, and that of the test images then with its standard error.
    let leastValidationError: Double
    let leastError: (value: Double, deviation: Double)
    let correct: CorrectImages?

    init(_ table: Table, _ point: Point, rung: Int, of setting: NetworkSetting) throws {
      self.rung = rung
      draw = try table.value(NetworkSearch.draw, at: point)
      self.setting = setting.with(depth: try table.value(TableColumns.depth, at: point)).with(
        weightVariance: try table.value(TableColumns.weightVariance, at: point),
        biasVariance: try table.value(TableColumns.biasVariance, at: point))
      end = TrialProgress.End(rawValue: try table.value(NetworkSearch.end, at: point)) ?? .none
      validationAccuracy = try table.value(TrainedTrial.validationAccuracy, at: point)
      validationError = try table.value(TrainedTrial.validationError, at: point)
      test = TestResult(
        accuracy: try table.value(TrainedTrial.testAccuracy, at: point),
        squaredError: try table.value(TrainedTrial.testError, at: point))
      leastValidationError = try table.value(TrainedTrial.leastValidationError, at: point)
      leastError = (
        try table.value(TrainedTrial.leastError, at: point),
        try table.value(TrainedTrial.leastErrorDeviation, at: point)
      )
      let hasImages = table.layout.variables.contains { $0.name == CorrectImages.column.name }
      correct =
        hasImages
        ? CorrectImages(text: try table.value(CorrectImages.column, at: point), images: SearchResult.testImages) : nil
    }
  }

  /// Of MNIST and of CIFAR-10.
  static let testImages = 10_000

  /// The best on validation images first; of equals that with the smaller error.
  let trials: [Trial]

  /// nil while the search has not been finished.
  init?(
    _ tables: Tables, _ search: NetworkSearch, _ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity
  ) throws {
    let setting = try search.setting(row, nonlinearity)
    var trials: [Int: Trial] = [:]
    for rung in search.rungs.indices {
      let (isRow, isKind) = (TableAxes.row == row, TableAxes.nonlinearity == nonlinearity)
      guard let table = try tables.finishedPart(of: search.name(ofRung: rung), isRow, isKind) else { return nil }
      for point in try table.points(isRow, isKind) {
        let trial = try Trial(table, point, rung: rung, of: setting)
        if trial.draw >= 0 { trials[trial.draw] = trial }
      }
    }
    let byDraw = trials.sorted { $0.key < $1.key }.map(\.value)
    let standings = byDraw.map {
      SuccessiveHalving.Standing(
        draw: $0.draw, accuracy: $0.validationAccuracy, squaredError: $0.validationError, canGoOn: false)
    }
    self.trials = SuccessiveHalving.ranking(standings).map { byDraw[$0] }
  }

  /// nil if no trial has a score.
  var best: Trial? { trials.first.flatMap { $0.validationAccuracy.isNaN ? nil : $0 } }

  /// The trial with the lowest squared error on validation images; nil if none has one.
  var leastError: Trial? { byError.first }

  private var byError: [Trial] {
    trials.filter { !$0.leastValidationError.isNaN }
      .sorted { ($0.leastValidationError, $0.draw) < ($1.leastValidationError, $1.draw) }
  }

  /// Of the best trial's test accuracy, over other test images.
  var binomialVariance: Double {
    best.map { $0.test.accuracy * (1 - $0.test.accuracy) / Double(Self.testImages) } ?? .nan
  }

  /// Of the best trial's test accuracy, over other draws of as many trials; NaN where fewer than two tell it.
  var drawVariance: Double { Self.variance(finalists) }

  /// Of the lowest squared error's, over other draws of as many trials; NaN without a trial.
  ///
  /// All trials count as they stood when the search left them behind, which it did for their accuracies.
  var errorDrawVariance: Double {
    let errors = byError.map(\.leastError.value)
    return Self.variance(errors.isEmpty ? nil : BestOfTrials(ranked: errors, of: trials.count))
  }

  private static func variance(_ ranking: BestOfTrials?) -> Double {
    guard let ranking, let deviation = ranking.best(of: ranking.trials)?.deviation else { return .nan }
    return deviation * deviation
  }

  /// By rank the trials before the first that the search left behind: below the two that it took furthest, and not
  /// because more steps gave no more. Left behind it is worse than it would be, had there been none before it.
  ///
  /// nil if these are fewer than two, which say nothing of a spread.
  private var finalists: BestOfTrials? {
    let scored = trials.filter { !$0.test.accuracy.isNaN }
    let rungs = scored.map(\.rung).sorted(by: >)
    guard rungs.count > 1 else { return nil }
    let complete = scored.prefix { $0.rung >= rungs[1] || $0.end == .noGain }
    return complete.count < 2 ? nil : BestOfTrials(ranked: complete.map(\.test.accuracy), of: trials.count)
  }

  /// What the best of `count` trials would have given on test images: the best of this search, and the mean gain of
  /// its last doubling of the number of trials for every doubling more; nil for no more trials than there are.
  ///
  /// Rather too much: gains become smaller as trials become more, and half the trials, had there been no others, would
  /// have been trained longer than those of them that were left behind.
  func best(of count: Int) -> Double? {
    let scored = trials.filter { !$0.test.accuracy.isNaN }
    let ranking = BestOfTrials(ranked: scored.map(\.test.accuracy), of: trials.count)
    guard let best, count > trials.count, let all = ranking.best(of: trials.count),
      let half = ranking.best(of: trials.count / 2)
    else { return nil }
    return best.test.accuracy + max(0, all.mean - half.mean) * log2(Double(count) / Double(trials.count))
  }
}
