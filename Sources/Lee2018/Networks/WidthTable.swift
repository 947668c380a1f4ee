import Results
import Suite

extension WidthScores {
  /// One line a row and nonlinearity, in Markdown, and how the networks were found.
  var narrative: String {
    let text = TextTable(
      ["Num training", "", "NNGP"] + settings.widths.map { "width \($0.width)" } + ["best"],
      rows: entries.map { entry in
        [entry.row.label, entry.nonlinearity.title, fourDecimals(entry.process.accuracy)]
          + settings.widths.map { fourDecimals(entry.found($0.width)?.best?.test.accuracy) }
          + [fourDecimals(entry.best?.best?.test.accuracy)]
      })
    return [text.markdown, searches, ends].joined(separator: "\n\n")
  }

  /// The widths that are searched alike together.
  private var searches: String {
    var groups: [(widths: [Int], text: String)] = []
    for plan in settings.widths {
      let text = "\(plan.steps) (\(plan.draws))"
      if groups.last?.text == text {
        groups[groups.count - 1].widths.append(plan.width)
      } else {
        groups.append(([plan.width], text))
      }
    }
    return "Test accuracy. A network is the best of its width's trials by validation accuracy (the paper: of about 250 "
      + "for each width and depth), a Latin hypercube over learning rate, weight decay, depth and initial variances; "
      + "trials go on from where they stopped, and end when on validation images neither accuracy nor error becomes "
      + "better. The wider the networks, the fewer trials there is time for.\(unjudged)\(narrowed)\n\n"
      + groups.map { "- Width \(list($0.widths)): \($0.text)" }.joined(separator: "\n")
  }

  private func list(_ widths: [Int]) -> String { widths.map(String.init).joined(separator: ", ") }

  private var unjudged: String {
    let widths = settings.widths.filter { !$0.isJudged }.map(\.width)
    return widths.isEmpty
      ? ""
      : " Those of width \(list(widths)) have too few to be held against the paper's: they, and the best of all "
        + "widths, are not judged."
  }

  /// What has been seen before a range was set.
  private var narrowed: String {
    let widths = settings.widths.filter { $0.isNarrowed }.map(\.width)
    guard !widths.isEmpty else { return "" }
    let paper = TrialRanges.withVariances
    return " At width \(list(widths)) ranges are parts of the paper's (learning rate \(paper.learningRate.lowerBound) "
      + "to \(paper.learningRate.upperBound), weight decay up to \(paper.weightDecay.upperBound), σ_w 0.01 to 2.5, σ_b "
      + "up to 1.5), chosen after trials of some of these very rows had been looked at: a search that knew nothing of "
      + "them would need more trials."
  }

  private var ends: String {
    let trials = entries.flatMap(\.networks).flatMap(\.found.trials)
    return "\(trials.count { $0.end == .diverged }) of \(trials.count) trials diverged and "
      + "\(trials.count { $0.end == .atChance }) ended at their first rung, no better than guessing; all are in the "
      + "results file."
  }
}
