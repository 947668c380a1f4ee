import Foundation
import Results
import Suite

/// The searches in a results file of Table 2: every trial, and the best of each search.
struct NetworkScores {
  struct Trial {
    let validationAccuracy: Double
    let validationError: Double
    let testAccuracy: Double
    let status: CellStatus
  }

  struct Entry {
    let row: GaussianProcessRow
    let nonlinearity: GaussianProcessRow.NamedNonlinearity
    /// What was trained.
    let setting: NetworkSetting
    /// Those of all rounds.
    let trials: [Trial]

    /// The trial with the highest validation accuracy; of equals that with the smaller error. nil if none has a score.
    var best: Trial? {
      let ranking = NetworkSearch.ranking(trials.map { ($0.validationAccuracy, $0.validationError) })
      return ranking.first.map { trials[$0] }.flatMap { $0.validationAccuracy.isNaN ? nil : $0 }
    }

    var key: String { "\(row.dataset.id)/\(row.trainingSize)/\(nonlinearity.name)" }
  }

  let entries: [Entry]
  let tier: Tier

  init(_ results: ResultsFile, tier: Tier) throws {
    let (rows, nonlinearities) = (NetworkSearch.rows(tier), NetworkSearch.nonlinearities(tier))
    var trials = Array(repeating: [Trial](), count: rows.count * nonlinearities.count)
    for round in NetworkSearch.rounds(tier) {
      let accuracies = try results.numbers("validation_accuracy", group: round.group).values
      let errors = try results.numbers("validation_mse", group: round.group).values
      let tests = try results.numbers("test_accuracy", group: round.group).values
      let statuses = try results.statuses(group: round.group).values
      for k in accuracies.indices {
        trials[k / round.trials].append(
          Trial(
            validationAccuracy: accuracies[k], validationError: errors[k], testAccuracy: tests[k],
            status: statuses[k]))
      }
    }
    let searches = rows.flatMap { row in nonlinearities.map { (row, $0) } }
    entries = zip(searches, trials).compactMap { search, trials in
      NetworkSearch.setting(search.0, search.1, tier).map {
        Entry(row: search.0, nonlinearity: search.1, setting: $0, trials: trials)
      }
    }
    self.tier = tier
  }

  private init(entries: [Entry], tier: Tier) { (self.entries, self.tier) = (entries, tier) }

  /// The searches of the rows that satisfy `isShown`.
  func only(_ isShown: (GaussianProcessRow) -> Bool) -> NetworkScores {
    NetworkScores(entries: entries.filter { isShown($0.row) }, tier: tier)
  }

  func entry(_ row: GaussianProcessRow, _ nonlinearity: GaussianProcessRow.NamedNonlinearity) -> Entry? {
    entries.first { $0.row.label == row.label && $0.nonlinearity.name == nonlinearity.name }
  }

  /// The test accuracy of every search's best trial.
  var measurements: [Score] {
    entries.compactMap { entry in
      entry.best.map {
        Score(
          key: "\(entry.key)/network_test_accuracy", value: $0.testAccuracy, samples: 1,
          title:
            "\(entry.row.dataset.title) \(entry.row.sizeLabel), \(entry.nonlinearity.title), trained network's test "
            + "accuracy")
      }
    }
  }

  /// Trials that ran into infinity, and all.
  var diverged: (count: Int, of: Int) {
    let trials = entries.flatMap(\.trials)
    return (trials.count { $0.status == .diverged }, trials.count)
  }
}
