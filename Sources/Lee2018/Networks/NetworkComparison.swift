import Foundation
import Results
import Suite

/// Gaussian processes and finite networks of Table 2 side by side.
struct NetworkComparison: Findings {
  let processes: GaussianProcessScores
  let networks: NetworkScores
  private let search: NetworkSearch

  init(_ tables: Tables, _ settings: Table2.Settings) throws {
    processes = try GaussianProcessScores(tables, settings)
    networks = try NetworkScores(tables, settings.networks)
    search = settings.networks
  }

  /// The rows with both.
  private var rows: [GaussianProcessRow] {
    var seen: Set<GaussianProcessRow> = []
    return networks.entries.map(\.row).filter { seen.insert($0).inserted && !processAccuracies($0).isEmpty }
  }

  private func processAccuracies(_ row: GaussianProcessRow) -> [Double] {
    processes.entries.filter { $0.row == row && networks.entry(row, $0.nonlinearity) != nil }.map(\.accuracy.mean)
  }

  private func networkAccuracies(_ row: GaussianProcessRow) -> [Double] {
    networks.entries.filter { $0.row == row }.compactMap { $0.best?.testAccuracy }
  }

  /// In how many of the rows with both the best Gaussian process is right on more test images than the best network.
  var wins: (count: Int, of: Int) {
    let decided = rows.compactMap { row in
      processAccuracies(row).max().flatMap { process in networkAccuracies(row).max().map { process > $0 } }
    }
    return (decided.count { $0 }, decided.count)
  }

  var scores: [Score] {
    let (own, wins) = (processes.scores + processes.lookupTableScores + networks.scores, wins)
    // A share of a few rows says nothing.
    guard wins.of >= 6 else { return own }
    return own + [
      Score(
        key: "networks/gp_wins_fraction", value: Double(wins.count) / Double(wins.of), samples: wins.of,
        title: "share of rows in which the best Gaussian process is above the best network")
    ]
  }

  var narrative: String {
    processes.table(besideLookupTable: true) + "\n\n" + table()
  }

  /// The paper's columns in Markdown, ours and its own numbers, and what is smaller than in the paper.
  func table() -> String {
    let kinds = NamedNonlinearity.allCases.filter { kind in networks.entries.contains { $0.nonlinearity == kind } }
    let table = TextTable(
      ["Num training"]
        + kinds.flatMap { ["NN \($0.title)", "here", "paper", "GP \($0.title)", "here", "paper"] },
      rows: rows.map { row in [row.label] + kinds.flatMap { cells(row, $0) } })
    let wins = wins
    return table.markdown
      + "\n\nThe best Gaussian process is above the best network in \(wins.count) of \(wins.of) rows "
      + "(the paper: 15 of 18).\n" + remarks()
  }

  private func cells(_ row: GaussianProcessRow, _ kind: NamedNonlinearity) -> [String] {
    let process = processes.entry(row, kind)
    let network = networks.entry(row, kind)
    return [
      network?.setting.name ?? "–",
      network.map { fourDecimals($0.best?.testAccuracy, orElse: "diverged") } ?? "–",
      fourDecimals(network?.published),
      row.setting(kind.value).name, fourDecimals(process?.accuracy.mean), fourDecimals(process?.published),
    ]
  }

  /// What is smaller than in the paper, as far as its protocol is published.
  private func remarks() -> String {
    guard let first = search.rungs.first else { return "" }
    let rungs = search.rungs.map { "\($0.trials) to \($0.rule.steps) steps" }.joined(separator: ", the best ")
    let narrowed = networks.entries.count { $0.paperWidth > $0.setting.width }
    let ends = networks.ends
    let drawsVariances = search.ranges.weightDeviation != nil
    var sentences = [
      "Each network is the best of \(first.trials) random trials, a Latin hypercube over learning rate, weight decay"
        + (drawsVariances ? " and initial variances, in the paper's ranges" : "") + " (the paper: about 250): "
        + "\(rungs)\(search.rungs.count > 1 ? " from where they stopped" : ""), fewer if validation accuracy on "
        + "\(first.rule.validationImages) images does not grow \(first.rule.patience) times in a row.",
      "It is chosen on those validation images and reported on all test images; one training subset.",
    ]
    if narrowed > 0 {
      sentences.append(
        "\(narrowed) of \(networks.entries.count) networks are narrower than the paper's: "
          + (search.largestOperations == nil
            ? "width \(search.largestWidth) at most." : "the largest width at which a search takes 40 minutes at most.")
      )
    }
    sentences.append(
      "\(ends.diverged) of \(ends.trials) trials diverged"
        + (search.rungs.count > 1
          ? " and \(ends.atChance) ended at \(first.rule.steps) steps, no better than guessing" : "")
        + "; all trials are in the results file.")
    return sentences.joined(separator: " ")
  }
}
