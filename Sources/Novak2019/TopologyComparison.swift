import Datasets
import Results
import Suite

/// After Novak et al. 2019, which disentangles network topology, equivariance and invariance: accuracies on CIFAR-10 of
/// fully connected networks, convolutional ones that are flattened and convolutional ones that are pooled, each as a
/// Gaussian process and as a trained network, on the same training and test images. Images are of 8 × 8 pixels, 500 of
/// them at `standard`, and networks have three hidden layers.
///
/// Without pooling the Gaussian process is the same whether positions share their weights or not (the paper's
/// theorem). Topology and invariance are judged, equivariance is not: for that a trained network whose positions share
/// no weights would have to stand beside the convolutional one, and none is trained. What a convolutional network has
/// above its process may be weight sharing or training.
///
/// Networks are judged as they are when they have learned every training image, as the process without noise has; that
/// is this suite's rule. Beside them stand those that do best on validation images wherever they are stopped.
///
/// Rates, initial scales and where to stop are chosen on validation images alone, at every tier. Which rates and scales
/// there are to choose from was settled after trial runs in which test accuracies were seen too; slower rates than
/// 3e-4, at which a pooled network needs tens of thousands of steps to learn its images, are left out for their time.
///
/// `paper` has as many images as a day of two cores allows; the paper's tuned networks and processes on 45,000 images
/// of 32 × 32 pixels, with depths and variances chosen on validation images, are beyond every tier.
struct TopologyComparison: HasFindings {
  typealias Found = TopologyFindings

  let id = "novak2019/figure"
  let title = "Topology and invariance: Gaussian processes and trained networks"
  let reference = "arXiv:1810.05148v4"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var images: ReducedImages.Sizes
    var training: TopologyTraining
    var priors: [NetworkPrior] = [.relu, .erf]
    /// σ_ε² of the first attempt.
    var noiseVariance = 1e-10
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(
        images: .init(training: 100, validation: 500, test: 500),
        training: .init(width: 256, channels: 16, rates: [1e-3, 3e-3], batch: 20, steps: 500, otherSeeds: [1]),
        priors: [.relu]), seconds: 15, megabytes: 300),
    .standard: TierPlan(
      Settings(
        images: .init(training: 500, validation: 2_000, test: 2_000),
        training: .init(width: 512, channels: 32, rates: [3e-4, 1e-3, 3e-3], batch: 20, steps: 2_000)),
      seconds: 900, megabytes: 1_000),
    .paper: TierPlan(
      Settings(
        images: .init(training: 5_000, validation: 4_000, test: 10_000),
        training: .init(
          width: 2_048, channels: 128, rates: [3e-4, 1e-3, 3e-3], batch: 20, steps: 8_000, interval: 400)),
      seconds: 20 * 3600, megabytes: 3_000),
  ]

  static let processes = SweepName("processes")
  static let networks = SweepName("networks")
  static let others = SweepName("other_seeds")

  static let activation = Axis<NetworkPrior.Activation>("nonlinearity", "nonlinearity of the network")
  static let topology = Axis<NetworkTopology>("topology", "kind of network")
  static let scale = Axis<Double>("scale", "outputs before training, in units of the prior's")
  static let rate = Axis<Double>("learning_rate", "learning rate of Adam")
  private static let seed = Axis<Int>("seed", "number of the seed of weights and mini-batches")
  private static let accuracy = Column<Double>("test_accuracy", "fraction of test images classified right")
  static let noise = Column<Double>("noise_variance", "σ_ε² with which the kernel had a factor")

  func sweeps(_ settings: Settings) -> [Sweep] {
    let (training, sizes) = (settings.training, settings.images)
    let networks: [Coordinate] = [
      Self.activation(settings.priors.map(\.activation)), Self.topology(NetworkTopology.allCases),
    ]
    @Sendable func cost(_ point: Point, rate: Double) throws -> Double {
      let (prior, topology) = try settings.network(at: point)
      return training.seconds(topology, sizes, depth: prior.depth, rate: rate)
    }
    let searches = Sweep(
      Self.networks, cells: networks + [Self.scale(training.scales), Self.rate(training.rates)],
      columns: TrainedTopology.columns
    ) { point, context in
      let (prior, topology) = try settings.network(at: point)
      let trial = TopologyTraining.Trial(rate: try point[Self.rate], scale: try point[Self.scale])
      return try training.trained(
        prior, topology, trial, settings.trainingImages(context), context: context
      ).row
    }.ofTrainedNetworks().sideBySide().costing { try cost($0, rate: try $0[Self.rate]) }
    guard !training.otherSeeds.isEmpty, !training.rates.isEmpty else {
      return [processes(settings, networks), searches]
    }
    // Which rate is chosen is not known before.
    let middle = training.rates.sorted()[training.rates.count / 2]
    let others = Sweep(
      Self.others, cells: networks + [Self.seed(training.otherSeeds)], columns: TrainedTopology.columns
    ) { point, context in
      let (prior, topology) = try settings.network(at: point)
      let trials = try settings.trials(context.earlier(Self.networks), prior.activation, topology)
      guard let best = TrainedTopology.best(of: trials) else { return TrainedTopology.emptyRow }
      return try training.trained(
        prior, topology, training.trials[best], seed: point[Self.seed], settings.trainingImages(context),
        context: context
      ).row
    }.ofTrainedNetworks().sideBySide().costing { try cost($0, rate: middle) }
    return [processes(settings, networks), searches, others]
  }

  private func processes(_ settings: Settings, _ networks: [Coordinate]) -> Sweep {
    Sweep(
      Self.processes, cells: networks, columns: [Self.accuracy, Self.noise, CorrectImages.column]
    ) { point, context in
      let (prior, topology) = try settings.network(at: point)
      let process = try WideProcess(
        prior, topology, settings.reducedImages(context), noiseVariance: settings.noiseVariance, context: context)
      return Row(
        Self.accuracy => Double(process.isRight.count { $0 }) / Double(process.isRight.count),
        Self.noise => process.noiseVariance, CorrectImages.column => CorrectImages(process.isRight).text)
    }.costing { point in
      let (prior, topology) = try settings.network(at: point)
      return try WideProcess.seconds(prior, topology, settings.images)
    }
  }
}

extension TopologyComparison.Settings {
  fileprivate func network(at point: Point) throws -> (prior: NetworkPrior, topology: NetworkTopology) {
    let activation = try point[TopologyComparison.activation]
    guard let prior = priors.first(where: { $0.activation == activation }) else {
      throw TopologyFailure.noPrior(activation.rawValue)
    }
    return (prior, try point[TopologyComparison.topology])
  }

  fileprivate func reducedImages(_ context: RunContext) throws -> ReducedImages {
    try context.recent("reduced images", for: "") { try ReducedImages(images, context: context) }
  }

  fileprivate func trainingImages(_ context: RunContext) throws -> TrainingImages {
    try context.recent("training images", for: "") { TrainingImages(try reducedImages(context)) }
  }

  /// The networks of a search in the order of `TopologyTraining.trials`; of other seeds in theirs.
  func trials(
    _ table: Table, _ activation: NetworkPrior.Activation, _ topology: NetworkTopology
  ) throws -> [TrainedTopology] {
    try table.points(TopologyComparison.activation == activation, TopologyComparison.topology == topology).map {
      try TrainedTopology(table, $0, images: images.test)
    }
  }
}
