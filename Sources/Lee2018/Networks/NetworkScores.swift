import Results
import Suite

/// The searches of Table 2: every trial, and the best of each search.
struct NetworkScores {
  struct Trial {
    let validationAccuracy: Double
    let validationError: Double
    let testAccuracy: Double
    let status: CellStatus

    init(_ table: Table, _ point: Point) throws {
      validationAccuracy = try table.value(TrainedTrial.validationAccuracy, at: point)
      validationError = try table.value(TrainedTrial.validationError, at: point)
      testAccuracy = try table.value(TrainedTrial.testAccuracy, at: point)
      status = try table.status(at: point)
    }
  }

  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: NamedNonlinearity
    /// What was trained.
    let setting: NetworkSetting
    /// The width of the paper's network.
    let paperWidth: Int
    /// Those of all rounds.
    let trials: [Trial]
    /// The trial with the highest validation accuracy; of equals that with the smaller error. nil if none has a score.
    let best: Trial?
    /// The paper's accuracy.
    let published: Double?
  }

  let entries: [Entry]

  init(_ tables: Tables, _ search: NetworkSearch) throws {
    // The search may be left out of a run of the Gaussian processes.
    let isThere = search.rounds.indices.allSatisfy { tables.has(NetworkSearch.name(ofRound: $0)) }
    entries = try (isThere ? search.rows : []).flatMap { row in
      try search.nonlinearities.map { kind in
        let trials = try search.rounds.indices.flatMap { round in
          let table = try tables[NetworkSearch.name(ofRound: round)]
          return try table.points(TableAxes.row == row, TableAxes.nonlinearity == kind).map { try Trial(table, $0) }
        }
        let ranking = TrainedTrial.ranking(trials.map { ($0.validationAccuracy, $0.validationError) })
        return Entry(
          row: row, nonlinearity: kind, setting: try search.setting(row, kind),
          paperWidth: try search.paperSetting(row, kind).width, trials: trials,
          best: ranking.first.map { trials[$0] }.flatMap { $0.validationAccuracy.isNaN ? nil : $0 },
          published: tables.published("\(row.key(kind))/network_test_accuracy"))
      }
    }
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

  /// Trials that ran into infinity, and all.
  var diverged: (count: Int, of: Int) {
    let trials = entries.flatMap(\.trials)
    return (trials.count { $0.status == .diverged }, trials.count)
  }
}
