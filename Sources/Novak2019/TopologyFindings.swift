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
    /// The chosen network with its own seeds and with others, without those that diverged. The first was chosen on
    /// validation images and may lie above the others for that: the spread is then taken too large rather than too
    /// small.
    var networks: [CorrectImages] { ((best.map { [$0] } ?? []) + otherSeeds).compactMap(\.correct) }
    /// By test image: the share of the networks that have it right; nil if none was chosen.
    var network: [Double]? { networks.isEmpty ? nil : Self.share(networks) }
    var networkAccuracy: Double? { network.map(Self.mean) }
    var processAccuracy: Double { Self.mean(Self.share([process])) }

    static func share(_ classifiers: [CorrectImages]) -> [Double] {
      (0..<(classifiers.map(\.isCorrect.count).min() ?? 0)).map { image in
        Double(classifiers.count { $0.isCorrect[image] }) / Double(classifiers.count)
      }
    }

    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
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
    for entry in entries { seeds.add(entry.networks.map { Entry.mean(Entry.share([$0])) }) }
    seedVariance = seeds.student
  }

  func entry(_ activation: NetworkPrior.Activation, _ topology: NetworkTopology) -> Entry? {
    entries.first { $0.activation == activation && $0.topology == topology }
  }

  /// What initial weights and mini-batches add to the variance of a network's accuracy, the mean of so many.
  func seedVariance(_ entry: Entry?) -> Double { seedVariance / Double(max(1, entry?.networks.count ?? 1)) }

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
      let gain = difference(Entry.share([entry.process]), Entry.share([other.process]), variance: 0)
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
        "network_accuracy", accuracy, error: (binomialVariance(accuracy) + seedVariance(entry)).squareRoot(),
        samples: entry.networks.count, "trained network's test accuracy"),
      score("training_accuracy", best.trainingAccuracy, "trained network's training accuracy"),
    ]
    if let gap = gap(entry) {
      scores.append(
        score("network_minus_process", gap.mean, error: gap.error, "trained network's accuracy above the process's"))
    }
    if let simpler = entry.topology.simpler, let other = self.entry(entry.activation, simpler),
      let gain = difference(
        entry.network, other.network, variance: seedVariance(entry) + seedVariance(other))
    {
      scores.append(
        score("network_gain", gain.mean, error: gain.error, "trained network's accuracy above \(simpler.title)'s"))
    }
    return scores
  }

  /// What a network's accuracy is above its process's.
  func gap(_ entry: Entry) -> (mean: Double, error: Double)? {
    difference(entry.network, Entry.share([entry.process]), variance: seedVariance(entry))
  }

  /// The first's accuracy less the second's, with the error over test images, on which both are compared.
  ///
  /// - Parameter variance: what the seeds add.
  private func difference(
    _ first: [Double]?, _ second: [Double]?, variance: Double
  ) -> (mean: Double, error: Double)? {
    guard let first, let second, first.count == second.count, !first.isEmpty else { return nil }
    let differences = zip(first, second).map { $0 - $1 }
    let mean = Entry.mean(differences)
    let ofImages = Entry.mean(differences.map { ($0 - mean) * ($0 - mean) }) / Double(differences.count)
    return (mean, (ofImages + variance).squareRoot())
  }
}
