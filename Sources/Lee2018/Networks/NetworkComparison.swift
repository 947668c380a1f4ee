import Foundation
import Results
import Suite

/// Gaussian processes and finite networks of Table 2 side by side, on the same training and test images.
struct NetworkComparison: Findings {
  let networks: NetworkScores
  /// One a row.
  let contests: [RowContest]
  /// One a search that has a score.
  private let trends: [WidthTrend]
  private let search: NetworkSearch

  init(_ tables: Tables, _ settings: Table2Networks.Settings) throws {
    networks = try NetworkScores(tables, settings)
    search = settings.search
    let entries = networks.entries
    trends = try entries.compactMap { try WidthTrend($0.row, $0.nonlinearity, tables) }
    // The paper's best is that of both nonlinearities.
    contests = settings.search.rows.compactMap { row in
      let own = entries.filter { $0.row == row }
      guard own.count == NamedNonlinearity.allCases.count else { return nil }
      return RowContest(own, published: tables.published(RowContest.key(row)))
    }
  }

  var scores: [Score] { networks.scores + contests.map(\.score) + shares }

  /// What is counted over rows and networks. A share of a few says nothing.
  private var shares: [Score] {
    var scores: [Score] = []
    // The paper's shares and means are others for other rows: of a search that goes on there are none.
    if contests.count >= 6, contests.count == search.rows.count {
      let chances = contests.map(\.winProbability)
      let (key, count) = ("networks/rows_\(contests.count)", Double(contests.count))
      scores += [
        Score(
          key: "\(key)/gp_wins_fraction", value: Double(contests.count { $0.difference > 0 }) / count,
          standardError: chances.reduce(0) { $0 + $1 * (1 - $1) }.squareRoot() / count, samples: contests.count,
          title: "share of \(contests.count) rows in which the best Gaussian process is above the best network"),
        Score(
          key: "\(key)/gp_minus_network", value: contests.reduce(0) { $0 + $1.difference } / count,
          standardError: contests.reduce(0) { $0 + $1.variance }.squareRoot() / count, samples: contests.count,
          title: "best Gaussian process less best network, test accuracy, mean of \(contests.count) rows"),
      ]
    }
    let judged = networks.entries.filter { $0.published != nil && ($0.best == nil || !$0.standardError.isNaN) }
    if judged.count >= 6 {
      scores += [
        Score(
          key: "networks/at_least_the_papers",
          value: Double(judged.count(where: isAtLeastThePapers)) / Double(judged.count), samples: judged.count,
          title: "share of networks on or above the paper's, within the tolerance"),
        Score(
          key: "networks/at_chance", value: Double(networks.entries.count(where: \.isAtChance)),
          samples: networks.entries.count, title: "networks no better than guessing"),
      ]
    }
    let gains = trends.compactMap(\.lastGain)
    if gains.count >= 6 {
      scores.append(
        Score(
          key: "networks/gain_of_twice_the_width", meanOf: gains,
          title: "test accuracy of the best trial trained anew less that in half the width, mean over networks"))
    }
    return scores
  }

  /// Within 99 % by the errors of both sides, as each accuracy is judged. A search without a score is below.
  private func isAtLeastThePapers(_ entry: NetworkScores.Entry) -> Bool {
    guard let best = entry.best, let published = entry.published else { return false }
    return best.test.accuracy >= published - 2.576 * 2.0.squareRoot() * entry.standardError
  }

  var narrative: String {
    let kinds = NamedNonlinearity.allCases.filter { kind in networks.entries.contains { $0.nonlinearity == kind } }
    let table = TextTable(
      ["Num training"]
        + kinds.flatMap { ["NN \($0.title)", "here", "best of \(Self.papersTrials)", "paper", "GP \($0.title), here"] },
      rows: rows.map { row in [row.label] + kinds.flatMap { cells(row, $0) } })
    return [table.markdown, outcome, RemarksOnSearch(search, networks).text, widths]
      .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// How accuracy changes with the width, search by search.
  private var widths: String {
    guard !trends.isEmpty else { return "" }
    let kinds = NamedNonlinearity.allCases.filter { kind in trends.contains { $0.nonlinearity == kind } }
    let table = TextTable(
      ["Num training"] + kinds.map { "\($0.title), test accuracy at width" },
      rows: rows.map { row in
        [row.label] + kinds.map { kind in trends.first { $0.row == row && $0.nonlinearity == kind }?.text ?? "–" }
      })
    return
      "The best trial of each search trained anew, at the search's width and at half and a quarter of it, at rates "
      + "that grow as widths fall:\n\n\(table.markdown)"
  }

  /// Those of which a search is finished.
  private var rows: [GaussianProcessRow] { search.rows.filter { row in networks.entries.contains { $0.row == row } } }

  /// Of a search, on average.
  private static let papersTrials = 250

  /// Who wins, here and in the paper, over the same rows.
  private var outcome: String {
    guard !contests.isEmpty else { return "" }
    let wins = contests.count { $0.difference > 0 }
    let (clear, lost) = (contests.count { $0.paired?.sign == 1 }, contests.count { $0.paired?.sign == -1 })
    let known = contests.compactMap(\.published)
    let papers = known.count < contests.count ? "" : "; in the paper in \(known.count { $0 > 0 })"
    return "The better Gaussian process is above the better network in \(wins) of \(contests.count) rows\(papers). "
      + "Beyond chance on these test images (McNemar's test, 95 % in each row by itself) it is above in \(clear) and "
      + "below in \(lost)."
  }

  private func cells(_ row: GaussianProcessRow, _ kind: NamedNonlinearity) -> [String] {
    guard let network = networks.entry(row, kind) else { return Array(repeating: "–", count: 5) }
    let error = network.best == nil ? "" : " ± " + fourDecimals(network.standardError)
    return [
      network.setting.name, fourDecimals(network.best?.test.accuracy, orElse: "diverged") + error,
      network.search.best(of: Self.papersTrials).map { fourDecimals($0) } ?? "–",
      fourDecimals(network.published), fourDecimals(network.process.accuracy),
    ]
  }
}
