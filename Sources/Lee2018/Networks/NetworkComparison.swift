import Foundation
import InfiniteWidth
import Results
import Suite

/// Gaussian processes and finite networks of Table 2 side by side.
struct NetworkComparison {
  let processes: GaussianProcessScores
  let networks: NetworkScores

  /// The rows with both.
  private var rows: [GaussianProcessRow] {
    var seen: Set<String> = []
    return networks.entries.map(\.row).filter { seen.insert($0.label).inserted && !processAccuracies($0).isEmpty }
  }

  private func processAccuracies(_ row: GaussianProcessRow) -> [Double] {
    processes.entries.filter { $0.row.label == row.label && networks.entry(row, $0.nonlinearity) != nil }
      .map { SampleMean($0.accuracies).mean }
  }

  private func networkAccuracies(_ row: GaussianProcessRow) -> [Double] {
    networks.entries.filter { $0.row.label == row.label }.compactMap { $0.best?.testAccuracy }
  }

  /// In how many of the rows with both the best Gaussian process is right on more test images than the best network.
  var wins: (count: Int, of: Int) {
    let decided = rows.compactMap { row in
      processAccuracies(row).max().flatMap { process in networkAccuracies(row).max().map { process > $0 } }
    }
    return (decided.count { $0 }, decided.count)
  }

  var measurements: [Score] {
    let wins = wins
    // A share of a few rows says nothing.
    guard wins.of >= 6 else { return networks.measurements }
    return networks.measurements + [
      Score(
        key: "networks/gp_wins_fraction", value: Double(wins.count) / Double(wins.of), samples: wins.of,
        title: "share of rows in which the best Gaussian process is above the best network")
    ]
  }

  /// The paper's columns in Markdown, ours and its own numbers, and what is smaller than in the paper.
  func table() throws -> String {
    let nonlinearities = GaussianProcessRow.nonlinearities.filter { kind in
      networks.entries.contains { $0.nonlinearity.name == kind.name }
    }
    let heads = nonlinearities.map { "NN \($0.title) | here | paper | GP \($0.title) | here | paper" }
    var lines = [
      "| Num training | \(heads.joined(separator: " | ")) |",
      "|" + String(repeating: "---|", count: 1 + 6 * nonlinearities.count),
    ]
    for row in rows {
      lines.append("| \(row.label) | \(nonlinearities.map { cells(row, $0) }.joined(separator: " | ")) |")
    }
    let wins = wins
    lines.append(
      "\nThe best Gaussian process is above the best network in \(wins.count) of \(wins.of) rows (the paper: 15 of 18)."
    )
    return lines.joined(separator: "\n") + "\n" + (try remarks())
  }

  private func cells(_ row: GaussianProcessRow, _ nonlinearity: GaussianProcessRow.NamedNonlinearity) -> String {
    let process = row.setting(nonlinearity.value)
    let found = processes.entries.first { $0.row.label == row.label && $0.nonlinearity.name == nonlinearity.name }
    var cells = ["–", "–", "–"]
    if let entry = networks.entry(row, nonlinearity) {
      let setting = entry.setting
      cells = [
        String(
          format: "NN-%d-%d-%.2f-%.2f", setting.depth, setting.width, setting.weightVariance, setting.biasVariance),
        entry.best.map { String(format: "%.4f", $0.testAccuracy) } ?? "diverged",
        String(format: "%.4f", setting.accuracy),
      ]
    }
    cells += [
      String(format: "GP-%d-%.2f-%.2f", process.depth, process.weightVariance, process.biasVariance),
      found.map { String(format: "%.4f", SampleMean($0.accuracies).mean) } ?? "–",
      String(format: "%.4f", process.accuracy),
    ]
    return cells.joined(separator: " | ")
  }

  /// What is smaller than in the paper, as far as its protocol is published.
  private func remarks() throws -> String {
    let (tier, rounds) = (networks.tier, NetworkSearch.rounds(networks.tier))
    guard let first = rounds.first else { return "" }
    let search = rounds.map { "\($0.trials) of at most \($0.rule.steps) steps" }.joined(separator: ", the best ")
    let narrowed = networks.entries.count { entry in
      (entry.row.network(entry.nonlinearity.value)?.width ?? 0) > entry.setting.width
    }
    let diverged = networks.diverged
    var sentences = [
      "Each network is the best of \(first.trials) random trials, a Latin hypercube over learning rate and weight decay (the "
        + "paper: about 250): \(search), fewer if validation "
        + "accuracy on \(first.rule.validationImages) images does not grow \(first.rule.patience) times in a row.",
      "It is chosen on those validation images and reported on all test images; one training subset.",
    ]
    if narrowed > 0 {
      sentences.append(
        "\(narrowed) of \(networks.entries.count) networks are narrower than the paper's: width "
          + "\(NetworkSearch.largestWidth(tier)) at most.")
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
      "\(large.count) of \(networks.entries.count) networks begin with outputs whose mean square is over 100 times that of the "
      + "targets, up to \(multiple) times (\(name)). In \(unlearned) of their \(trials.count) trials the squared error on validation "
      + "images, at the best step, is above that of the zero function or not finite"
      + (isMost ? ": most of them do not get to take those outputs away." : ".")
  }
}
