import Results
import Suite

/// The numbers that are judged: accuracies, and their differences on the test images that both sides classify.
extension TopologyFindings {
  /// A difference of two accuracies.
  struct Difference {
    let mean: Double
    /// nil where it is not known what seeds add to it: its sign is then left open.
    let error: Double?
  }

  var scores: [Score] { entries.flatMap { processScores($0) + networkScores($0) + stoppedScores($0) } }

  /// "500/relu/cnn-gap/"
  private func scorer(_ entry: Entry) -> Scorer {
    let (size, topology) = (settings.images.training, entry.topology)
    return Scorer(
      key: "\(size)/\(entry.activation.rawValue)/\(topology.rawValue)/",
      title: "\(topology.title), \(entry.activation.title), \(size) images: ")
  }

  private func processScores(_ entry: Entry) -> [Score] {
    let score = scorer(entry)
    let accuracy = entry.processAccuracy
    let own = score(
      "process_accuracy", accuracy, error: binomialVariance(accuracy).squareRoot(), "Gaussian process's test accuracy")
    guard let simpler = entry.topology.simpler, let other = self.entry(entry.activation, simpler),
      let gain = difference(Entry.share([entry.process]), Entry.share([other.process]), seeds: 0)
    else { return [own] }
    return [
      own, score("process_gain", gain.mean, error: gain.error, "Gaussian process's accuracy above \(simpler.title)'s"),
    ]
  }

  private func networkScores(_ entry: Entry) -> [Score] {
    guard let best = entry.best, let accuracy = entry.networkAccuracy else { return [] }
    let score = scorer(entry)
    var scores = [
      score(
        "network_accuracy", accuracy, error: accuracyError(entry), samples: entry.networks.count,
        "trained network's test accuracy"),
      score("training_accuracy", best.trainingAccuracy, "trained network's training accuracy"),
    ]
    if let gap = gap(entry) {
      scores.append(
        score("network_minus_process", gap.mean, error: gap.error, "trained network's accuracy above the process's"))
    }
    if let simpler = entry.topology.simpler, let other = self.entry(entry.activation, simpler),
      let gain = difference(entry.network, other.network, seeds: sum(seedVariance(entry), seedVariance(other)))
    {
      scores.append(
        score("network_gain", gain.mean, error: gain.error, "trained network's accuracy above \(simpler.title)'s"))
    }
    return scores
  }

  /// Of the network that may underfit.
  private func stoppedScores(_ entry: Entry) -> [Score] {
    guard let stopped = entry.stopped, let correct = stopped.correct,
      let gap = difference(Entry.share([correct]), Entry.share([entry.process]), seeds: stoppedSeedVariance)
    else { return [] }
    let score = scorer(entry)
    return [
      score(
        "stopped_accuracy", stopped.testAccuracy, error: stoppedError(entry), "early-stopped network's test accuracy"),
      score("stopped_training_accuracy", stopped.trainingAccuracy, "early-stopped network's training accuracy"),
      score(
        "stopped_minus_process", gap.mean, error: gap.error, "early-stopped network's accuracy above the process's"),
    ]
  }

  /// What a network's accuracy is above its process's.
  func gap(_ entry: Entry) -> Difference? {
    difference(entry.network, Entry.share([entry.process]), seeds: seedVariance(entry))
  }

  private func sum(_ first: Double?, _ second: Double?) -> Double? {
    guard let first, let second else { return nil }
    return first + second
  }

  /// The first's accuracy less the second's, with the error over test images, on which both are compared.
  ///
  /// - Parameter seeds: what initial weights and mini-batches add to its variance; nil: it is not known.
  private func difference(_ first: [Double]?, _ second: [Double]?, seeds: Double?) -> Difference? {
    guard let first, let second, first.count == second.count, !first.isEmpty else { return nil }
    let differences = zip(first, second).map { $0 - $1 }
    let mean = Entry.mean(differences)
    let ofImages = Entry.mean(differences.map { ($0 - mean) * ($0 - mean) }) / Double(differences.count)
    return Difference(mean: mean, error: seeds.map { (ofImages + $0).squareRoot() })
  }
}
