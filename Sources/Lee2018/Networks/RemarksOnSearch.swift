import Suite

/// What a search of networks does, and in what it is smaller than the paper's, as far as its protocol is published.
struct RemarksOnSearch {
  private let search: NetworkSearch
  private let networks: NetworkScores

  init(_ search: NetworkSearch, _ networks: NetworkScores) { (self.search, self.networks) = (search, networks) }

  /// What is smaller than in the paper, as far as its protocol is published.
  var text: String {
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
      "It is chosen on those validation images and reported on all test images; one training subset. Its error is that of "
        + "the test images, of other subsets where they were tried, and of other draws; \"best of 250\" is what so many "
        + "draws of trials like these would give, which knows nothing of trials that were not run.",
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
