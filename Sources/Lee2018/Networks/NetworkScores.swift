import Results
import Suite

/// The searches of Table 2: every trial on the highest rung that it reached, and the best of each search.
struct NetworkScores {
  struct Trial {
    let draw: Int
    /// With the initial variances of this trial.
    let setting: NetworkSetting
    let end: TrialProgress.End
    let validationAccuracy: Double
    let validationError: Double
    let testAccuracy: Double

    init(_ table: Table, _ point: Point, of setting: NetworkSetting) throws {
      draw = try table.value(NetworkSearch.draw, at: point)
      self.setting = setting.with(
        weightVariance: try table.value(TableColumns.weightVariance, at: point),
        biasVariance: try table.value(TableColumns.biasVariance, at: point))
      end = TrialProgress.End(rawValue: try table.value(NetworkSearch.end, at: point)) ?? .none
      validationAccuracy = try table.value(TrainedTrial.validationAccuracy, at: point)
      validationError = try table.value(TrainedTrial.validationError, at: point)
      testAccuracy = try table.value(TrainedTrial.testAccuracy, at: point)
    }
  }

  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// What was trained; of variances that were drawn those of the best trial.
    let setting: NetworkSetting
    /// The width of the paper's network.
    let paperWidth: Int
    let trials: [Trial]
    /// The trial with the highest validation accuracy; of equals that with the smaller error. nil if none has a score.
    let best: Trial?
    /// The paper's accuracy.
    let published: Double?
  }

  let entries: [Entry]

  init(_ tables: Tables, _ search: NetworkSearch) throws {
    // The search may be left out of a run of the Gaussian processes.
    let isThere = search.rungs.indices.allSatisfy { tables.has(NetworkSearch.name(ofRung: $0)) }
    entries = try (isThere ? search.rows : []).flatMap { row in
      try search.nonlinearities.map { kind in
        let setting = try search.setting(row, kind)
        var trials: [Int: Trial] = [:]
        for rung in search.rungs.indices {
          let table = try tables[NetworkSearch.name(ofRung: rung)]
          for point in try table.points(TableAxes.row == row, TableAxes.nonlinearity == kind) {
            let trial = try Trial(table, point, of: setting)
            if trial.draw >= 0 { trials[trial.draw] = trial }
          }
        }
        let best = Self.best(of: trials)
        return Entry(
          row: row, nonlinearity: kind, setting: best?.setting ?? setting,
          paperWidth: try search.paperSetting(row, kind).width,
          trials: trials.sorted { $0.key < $1.key }.map(\.value), best: best,
          published: tables.published("\(row.key(kind))/network_test_accuracy"))
      }
    }
  }

  private static func best(of trials: [Int: Trial]) -> Trial? {
    let standings = trials.values.map {
      SuccessiveHalving.Standing(
        draw: $0.draw, accuracy: $0.validationAccuracy, squaredError: $0.validationError, canGoOn: false)
    }
    guard let first = SuccessiveHalving.ranking(standings).first.map({ standings[$0] }), !first.accuracy.isNaN else {
      return nil
    }
    return trials[first.draw]
  }

  func entry(_ row: GaussianProcessRow, _ nonlinearity: NamedNonlinearity) -> Entry? {
    entries.first { $0.row == row && $0.nonlinearity == nonlinearity }
  }

  /// The test accuracy of every search's best trial.
  var scores: [Score] {
    entries.compactMap { entry in
      entry.best.map {
        entry.row.scorer(entry.nonlinearity)(
          "network_test_accuracy", $0.testAccuracy, "trained network's test accuracy")
      }
    }
  }

  /// All trials, those that ran into infinity, and those that ended at their first rung, no better than guessing.
  var ends: (trials: Int, diverged: Int, atChance: Int) {
    let trials = entries.flatMap(\.trials)
    return (trials.count, trials.count { $0.end == .diverged }, trials.count { $0.end == .atChance })
  }
}
