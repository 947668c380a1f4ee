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
    trends = try entries.compactMap { try WidthTrend($0, tables) }
    contests = settings.search.rows.compactMap { row in
      let own = entries.filter { $0.row == row }
      guard own.count == settings.search.nonlinearities.count else { return nil }
      // The paper's best is that of both nonlinearities.
      let isWhole = own.count == NamedNonlinearity.allCases.count
      return RowContest(own, published: isWhole ? tables.published(RowContest.key(row)) : nil)
    }
  }

  var scores: [Score] {
    let judged = networks.entries.filter { $0.published != nil && $0.best != nil }
    var scores = networks.scores + contests.map(\.score)
    // A share of a few rows says nothing.
    if contests.count >= 6 {
      scores.append(
        Score(
          key: "networks/gp_wins_fraction",
          value: Double(contests.count { $0.difference > 0 }) / Double(contests.count), samples: contests.count,
          title: "share of rows in which the best Gaussian process is above the best network"))
    }
    if judged.count >= 6 {
      scores.append(
        Score(
          key: "networks/at_least_the_papers",
          value: Double(judged.count(where: isAtLeastThePapers)) / Double(judged.count),
          samples: judged.count, title: "share of networks on or above the paper's, within the tolerance"))
    }
    let gains = trends.compactMap(\.lastGain)
    if gains.count >= 6 {
      scores.append(
        Score(
          key: "networks/gain_of_twice_the_width", meanOf: gains, isStudent: true,
          title: "test accuracy of the best trial less that in a network of half the width, mean over networks"))
    }
    return scores
  }

  /// Within 99 % by the errors of both sides, as each accuracy is judged.
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
    return "The best trial of each search, and the same in narrower networks at rates that grow as widths fall:\n\n"
      + table.markdown
  }

  /// Those of which a search is finished.
  private var rows: [GaussianProcessRow] { search.rows.filter { row in networks.entries.contains { $0.row == row } } }

  /// Of a search, on average.
  private static let papersTrials = 250

  /// Who wins, here and in the paper, over the same rows.
  private var outcome: String {
    let wins = contests.count { $0.difference > 0 }
    let (clear, lost) = (contests.count { $0.paired?.sign == 1 }, contests.count { $0.paired?.sign == -1 })
    let known = contests.compactMap(\.published)
    let papers = known.isEmpty ? "" : "; in the paper in \(known.count { $0 > 0 }) of the same \(known.count)"
    return "The best Gaussian process is above the best network in \(wins) of \(contests.count) rows\(papers). Beyond "
      + "chance on these test images (McNemar's test, 95 %) it is above in \(clear) and below in \(lost)."
  }

  private func cells(_ row: GaussianProcessRow, _ kind: NamedNonlinearity) -> [String] {
    let network = networks.entry(row, kind)
    let error = network?.best.flatMap { _ in network.map { " ± " + fourDecimals($0.standardError) } } ?? ""
    return [
      network?.setting.name ?? "–",
      network.map { fourDecimals($0.best?.test.accuracy, orElse: "diverged") + error } ?? "–",
      network?.best(of: Self.papersTrials).map { fourDecimals($0.mean) + " ± " + fourDecimals($0.deviation) } ?? "–",
      fourDecimals(network?.published), fourDecimals(network?.process.accuracy),
    ]
  }
}
