import Suite

/// What a search of networks does, and in what it is smaller than the paper's, as far as its protocol is published.
struct RemarksOnSearch {
  private let search: NetworkSearch
  private let networks: NetworkScores

  init(_ search: NetworkSearch, _ networks: NetworkScores) { (self.search, self.networks) = (search, networks) }

  var text: String {
    guard let first = search.rungs.first else { return "" }
    return ([trials(first), choice(first.rule), width, ends(first)]).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func trials(_ first: NetworkSearch.Rung) -> String {
    let drawn =
      ["learning rate", "weight decay", "batch size"]
      + (search.ranges.weightDeviation != nil ? ["initial variances"] : [])
    let rungs = search.rungs.map { "\($0.trials) to \($0.rule.steps) steps" }.joined(separator: ", the best ")
    let tripled = networks.entries.count { (try? search.isTripled($0.row, $0.nonlinearity)) ?? false }
    let more =
      tripled == 0
      ? ""
      : " (of three times as many on every rung in \(tripled) of \(networks.entries.count) searches, which take no "
        + "more than \(NetworkSearch.minutesOfTripled) minutes so)"
    return "Each network is the best of \(first.trials) random trials\(more) (the paper: about 250) over "
      + "\(drawn.dropLast().joined(separator: ", ")) and \(drawn[drawn.count - 1]), in the paper's ranges: \(rungs)"
      + "\(search.rungs.count > 1 ? " from where they stopped" : ""), fewer if neither accuracy nor error on "
      + "\(first.rule.validationImages) validation images becomes better \(first.rule.patience) times in a row."
  }

  private func choice(_ rule: StoppingRule) -> String {
    let subsets = networks.entries.map(\.otherSubsets).max() ?? 0
    return "It is chosen on those validation images and reported on all test images; its squared error is that of the "
      + "trial whose validation error is lowest. Errors are those of the test images, of other draws"
      + (subsets > 0 ? ", and of other training subsets, of which the smaller rows have \(subsets)" : "")
      + ". \"Best of 250\" adds to the best what the last doubling of the number of trials gained on average, for every "
      + "doubling more: rather too much, as gains become smaller. Nothing is judged with it."
  }

  private var width: String {
    let narrowed = networks.entries.count { $0.paperWidth > $0.setting.width }
    guard narrowed > 0 else { return "" }
    return "\(narrowed) of \(networks.entries.count) networks are narrower than the paper's: "
      + (search.largestOperations == nil
        ? "width \(search.largestWidth) at most."
        : "the largest width at which a search takes about \(NetworkSearch.minutes) minutes.")
  }

  private func ends(_ first: NetworkSearch.Rung) -> String {
    let ends = networks.ends
    return "\(ends.diverged) of \(ends.trials) trials diverged"
      + (search.rungs.count > 1
        ? " and \(ends.atChance) ended at \(first.rule.steps) steps, no better than guessing" : "")
      + "; all trials are in the results file."
  }
}
