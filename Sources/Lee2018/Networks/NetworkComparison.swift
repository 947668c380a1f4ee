import Foundation
import InfiniteWidth
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
    get throws { try processes.table(besideLookupTable: true) + "\n\n" + table() }
  }

  /// The paper's columns in Markdown, ours and its own numbers, and what is smaller than in the paper.
  func table() throws -> String {
    let kinds = NamedNonlinearity.allCases.filter { kind in networks.entries.contains { $0.nonlinearity == kind } }
    let table = TextTable(
      ["Num training"]
        + kinds.flatMap { ["NN \($0.title)", "here", "paper", "GP \($0.title)", "here", "paper"] },
      rows: rows.map { row in [row.label] + kinds.flatMap { cells(row, $0) } })
    let wins = wins
    return table.markdown
      + "\n\nThe best Gaussian process is above the best network in \(wins.count) of \(wins.of) rows "
      + "(the paper: 15 of 18).\n" + (try remarks())
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
  private func remarks() throws -> String {
    guard let first = search.rounds.first else { return "" }
    let rounds = search.rounds.map { "\($0.trials) of at most \($0.rule.steps) steps" }.joined(separator: ", the best ")
    let narrowed = networks.entries.count { $0.paperWidth > $0.setting.width }
    let diverged = networks.diverged
    var sentences = [
      "Each network is the best of \(first.trials) random trials, a Latin hypercube over learning rate and weight "
        + "decay (the paper: about 250): \(rounds), fewer if validation accuracy on "
        + "\(first.rule.validationImages) images does not grow \(first.rule.patience) times in a row.",
      "It is chosen on those validation images and reported on all test images; one training subset.",
    ]
    if narrowed > 0 {
      sentences.append(
        "\(narrowed) of \(networks.entries.count) networks are narrower than the paper's: width "
          + "\(search.largestWidth) at most.")
    }
    if let large = try largeInitialOutputs() { sentences.append(large) }
    sentences.append("\(diverged.count) of \(diverged.of) trials diverged; all trials are in the results file.")
    return sentences.joined(separator: " ")
  }

  /// Of networks whose initial outputs are far larger than the targets. With a ReLU and σ_w² > 2 their variance K grows
  /// with depth as (σ_w²/2)^depth; nil if there are none.
  private func largeInitialOutputs() throws -> String? {
    // One-hot minus 1/10.
    let targets = 0.09
    let large = try networks.entries.compactMap { entry -> (NetworkScores.Entry, Double)? in
      let kernel = try entry.setting.architecture(entry.nonlinearity.value).infiniteWidth
      let variance = try kernel.selfCovariances(inputVariances: [1])[0].nngp
      return variance > 100 * targets ? (entry, variance / targets) : nil
    }
    guard let most = large.max(by: { $0.1 < $1.1 }) else { return nil }
    let trials = large.flatMap(\.0.trials)
    // Of a trial that diverged the error is not a number, which counts.
    let unlearned = trials.count { !($0.validationError <= targets) }
    let name = "\(most.0.row.label), \(most.0.nonlinearity.title), σ_w² = \(most.0.setting.weightVariance)"
    let multiple = String(format: "%.0f", most.1)
    let isMost = 2 * unlearned > trials.count
    return
      "\(large.count) of \(networks.entries.count) networks begin with outputs whose mean square is over 100 times "
      + "that of the targets, up to \(multiple) times (\(name)). In \(unlearned) of their \(trials.count) trials the "
      + "squared error on validation images, at the best step, is above that of the zero function or not finite"
      + (isMost ? ": most of them do not get to take those outputs away." : ".")
  }
}
