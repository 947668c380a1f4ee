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

  init(
    _ tables: Tables, _ search: NetworkSearch, _ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity
  ) throws {
    let setting = try search.setting(row, nonlinearity)
    var trials: [Int: Trial] = [:]
    for rung in search.rungs.indices {
      let table = try tables[search.name(ofRung: rung)]
      for point in try table.points(TableAxes.row == row, TableAxes.nonlinearity == nonlinearity) {
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

  /// Of the best trial's test accuracy, over other test images: as if they were others than the paper's.
  var binomialVariance: Double {
    best.map { $0.test.accuracy * (1 - $0.test.accuracy) / Double(Self.testImages) } ?? .nan
  }

  /// Of the best trial's test accuracy, over other draws of as many trials (`BestOfTrials`).
  var drawVariance: Double {
    let ranked = BestOfTrials(ranked: trials.map(\.test.accuracy).filter { !$0.isNaN })
    let deviation = ranked.best(of: trials.count)?.deviation ?? .nan
    return deviation * deviation
  }

  /// The same over the trials that were taken furthest, at least two of them: those that ended earlier would have done
  /// better, had they been trained as long.
  var finalistVariance: Double {
    let ranked = trials.filter { !$0.test.accuracy.isNaN }
    let rungs = ranked.map(\.rung).sorted(by: >)
    guard rungs.count >= 2 else { return .nan }
    let finalists = ranked.filter { $0.rung >= rungs[1] }
    let deviation = BestOfTrials(ranked: finalists.map(\.test.accuracy)).best(of: finalists.count)?.deviation ?? .nan
    return deviation * deviation
  }
}
