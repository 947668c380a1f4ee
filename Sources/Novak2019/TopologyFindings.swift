import Foundation
import Results
import Suite

/// What `TopologyComparison` found, and what is judged of it.
struct TopologyFindings: Findings {
  /// One kind of network with one nonlinearity.
  struct Entry {
    let activation: NetworkPrior.Activation
    let topology: NetworkTopology
    let process: CorrectImages
    let noiseVariance: Double
    /// In the order of `TopologyTraining.trials`.
    let trials: [TrainedTopology]
    /// The place of the chosen one among `trials`; nil if all diverged.
    let place: Int?
    /// The chosen one with other initial weights and mini-batches.
    let otherSeeds: [TrainedTopology]

    var best: TrainedTopology? { place.map { trials[$0] } }
    /// Which test images the chosen network has right.
    var network: CorrectImages? { best?.correct }
    var processAccuracy: Double { Self.accuracy(process) }

    /// Test accuracies of the chosen network with its own seeds and with others. The first was chosen on validation
    /// images and may lie above the others for that: the spread is then taken too large rather than too small.
    var accuraciesOfSeeds: [Double] { ((best.map { [$0] } ?? []) + otherSeeds).map(\.testAccuracy) }

    private static func accuracy(_ images: CorrectImages) -> Double {
      Double(images.isCorrect.count { $0 }) / Double(images.isCorrect.count)
    }
  }

  let entries: [Entry]
  /// Of an accuracy, from initial weights and mini-batches, pooled over all networks; 0 where they were not varied.
  let seedVariance: Double
  let settings: TopologyComparison.Settings
  let tables: Tables

  init(_ tables: Tables, _ settings: TopologyComparison.Settings) throws {
    (self.tables, self.settings) = (tables, settings)
    let processes = try tables[TopologyComparison.processes]
    let networks = try tables[TopologyComparison.networks]
    let others = tables.has(TopologyComparison.others) ? try tables[TopologyComparison.others] : nil
    entries = try settings.priors.map(\.activation).flatMap { activation in
      try NetworkTopology.allCases.map { topology in
        let (isActivation, isTopology) = (
          TopologyComparison.activation == activation, TopologyComparison.topology == topology
        )
        let text = try processes.value(CorrectImages.column, isActivation, isTopology)
        let trials = try settings.trials(networks, activation, topology)
        return Entry(
          activation: activation, topology: topology,
          process: CorrectImages(text: text, images: settings.images.test) ?? CorrectImages([]),
          noiseVariance: try processes.value(TopologyComparison.noise, isActivation, isTopology), trials: trials,
          place: TrainedTopology.best(of: trials),
          otherSeeds: try others.map { try settings.trials($0, activation, topology) } ?? [])
      }
    }
    var seeds = PooledVariance()
    for entry in entries { seeds.add(entry.accuraciesOfSeeds) }
    seedVariance = seeds.student
  }

  func entry(_ activation: NetworkPrior.Activation, _ topology: NetworkTopology) -> Entry? {
    entries.first { $0.activation == activation && $0.topology == topology }
  }

  /// Of the accuracy of test images drawn anew.
  func binomialVariance(_ accuracy: Double) -> Double { accuracy * (1 - accuracy) / Double(settings.images.test) }

  var scores: [Score] { entries.flatMap { processScores($0) + networkScores($0) } }

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
      let gain = difference(entry.process, other.process, variance: 0)
    else { return [own] }
    return [
      own, score("process_gain", gain.mean, error: gain.error, "Gaussian process's accuracy above \(simpler.title)'s"),
    ]
  }

  private func networkScores(_ entry: Entry) -> [Score] {
    guard let best = entry.best else { return [] }
    let score = scorer(entry)
    let accuracy = best.testAccuracy
    var scores = [
      score(
        "network_accuracy", accuracy, error: (binomialVariance(accuracy) + seedVariance).squareRoot(),
        samples: 1 + entry.otherSeeds.count, "trained network's test accuracy"),
      score("training_accuracy", best.trainingAccuracy, "trained network's training accuracy"),
    ]
    if let gap = difference(entry.network, entry.process, variance: seedVariance) {
      scores.append(
        score("network_minus_process", gap.mean, error: gap.error, "trained network's accuracy above the process's"))
    }
    if let simpler = entry.topology.simpler,
      let gain = difference(
        entry.network, self.entry(entry.activation, simpler)?.network, variance: 2 * seedVariance)
    {
      scores.append(
        score("network_gain", gain.mean, error: gain.error, "trained network's accuracy above \(simpler.title)'s"))
    }
    return scores
  }

  /// The first's accuracy less the second's, with the error of the images that one of them alone has right.
  ///
  /// - Parameter variance: what the seeds add.
  func difference(
    _ first: CorrectImages?, _ second: CorrectImages?, variance: Double
  ) -> (mean: Double, error: Double)? {
    guard let first, let second, let pair = PairedComparison(first, second) else { return nil }
    let difference = pair.difference(images: settings.images.test)
    return (difference.mean, (difference.variance + variance).squareRoot())
  }
}
