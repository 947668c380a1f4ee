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
    /// The place among `trials` of the one that is chosen of those that learned their images; nil if all diverged.
    let place: Int?
    /// And of the one that is chosen of all, stopped where it did best on validation images.
    let stoppedPlace: Int?
    /// The chosen one with other initial weights and mini-batches.
    let otherSeeds: [TrainedTopology]

    var best: ScoredNetwork? { place.map { trials[$0].last } }
    var stopped: ScoredNetwork? { stoppedPlace.map { trials[$0].stopped } }
    /// The chosen network with its own seeds and with others, without those that diverged. The first was chosen on
    /// validation images and may lie above the others for that: the spread is then taken too large rather than too
    /// small.
    var networks: [CorrectImages] { ([best].compactMap { $0 } + otherSeeds.map(\.last)).compactMap(\.correct) }
    /// The same networks, each stopped where it did best on validation images.
    var stoppedNetworks: [CorrectImages] {
      ((place.map { [trials[$0]] } ?? []) + otherSeeds).compactMap(\.stopped.correct)
    }
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
  /// Of a network's accuracy, from initial weights and mini-batches, pooled over all networks; nil where they were not
  /// varied: its error is then not known, and no sign of a difference is told.
  let seedVariance: Double?
  /// The same of networks that are stopped early.
  let stoppedSeedVariance: Double?
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
        guard let process = CorrectImages(text: text, images: settings.images.test) else {
          throw TopologyFailure.notImages(
            network: "process \(activation.rawValue) \(topology.rawValue)", images: settings.images.test)
        }
        let trials = try settings.trials(networks, activation, topology)
        return Entry(
          activation: activation, topology: topology,
          process: process,
          noiseVariance: try processes.value(TopologyComparison.noise, isActivation, isTopology), trials: trials,
          place: TrainedTopology.best(of: trials, .learned), stoppedPlace: TrainedTopology.best(of: trials, .stopped),
          otherSeeds: try others.map { try settings.trials($0, activation, topology) } ?? [])
      }
    }
    seedVariance = Self.seedVariance(entries.map(\.networks))
    stoppedSeedVariance = Self.seedVariance(entries.map(\.stoppedNetworks))
  }

  private static func seedVariance(_ networks: [[CorrectImages]]) -> Double? {
    var seeds = PooledVariance()
    for group in networks { seeds.add(group.map { Entry.mean(Entry.share([$0])) }) }
    return seeds.degreesOfFreedom > 0 ? seeds.student : nil
  }

  func entry(_ activation: NetworkPrior.Activation, _ topology: NetworkTopology) -> Entry? {
    entries.first { $0.activation == activation && $0.topology == topology }
  }

  /// What initial weights and mini-batches add to the variance of a network's accuracy, the mean of so many.
  func seedVariance(_ entry: Entry) -> Double? { seedVariance.map { $0 / Double(max(1, entry.networks.count)) } }

  /// Of a network's accuracy; nil where what the seeds add is not known.
  func accuracyError(_ entry: Entry) -> Double? {
    guard let accuracy = entry.networkAccuracy, let seeds = seedVariance(entry) else { return nil }
    return (binomialVariance(accuracy) + seeds).squareRoot()
  }

  /// Of the accuracy of the network that may underfit, one network: the spread over seeds is that of the other chosen
  /// networks, stopped early too.
  func stoppedError(_ entry: Entry) -> Double? {
    guard let accuracy = entry.stopped?.testAccuracy, let seeds = stoppedSeedVariance else { return nil }
    return (binomialVariance(accuracy) + seeds).squareRoot()
  }

  /// Of the accuracy of test images drawn anew.
  func binomialVariance(_ accuracy: Double) -> Double { accuracy * (1 - accuracy) / Double(settings.images.test) }
}
