import Architectures
import Datasets
import FiniteWidth
import Nonlinearities
import Plotting
import Randomness
import Results
import Suite

/// Lee et al. 2018, Figure 2: networks that classify every training image correctly generalise better the wider they
/// are.
///
/// Five hidden layers, cross-entropy, CIFAR-10. Learning rate, batch size, σ_w² and σ_b² of each network are drawn at
/// random; it is trained until all training images are right, or up to a number of steps, and only then counted.
struct Figure2: HasFindings {
  typealias Found = GeneralisationGaps

  let id = "lee2018/figure2"
  let title = "Generalisation gap against width at full training accuracy (Figure 2)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var depth = 5
    var images: Int
    var widths: [Int]
    /// Of each width.
    var trials: Int
    /// The longest run.
    var steps: Int
    /// Steps between two looks at the training accuracy.
    var interval = 50
    var ranges = Ranges()
    var preprocessing = Preprocessing.perImageStandardised
  }

  /// What a trial is drawn from: as in Table 2's search, but rates and variances at which five layers train in so few
  /// steps.
  struct Ranges: Codable {
    /// Log-uniform.
    var learningRate = 2e-4...5e-3
    /// Uniform, as all below.
    var weightVariance = 1.0...2.5
    var biasVariance = 0.0...0.3
    var batchSizes = TrialRanges().batchSizes
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(images: 500, widths: [32, 256], trials: 3, steps: 600), seconds: 9, megabytes: 800),
    .standard: TierPlan(
      Settings(images: 2_000, widths: [64, 128, 256, 512], trials: 4, steps: 1_500), seconds: 270, megabytes: 1_000),
    .paper: TierPlan(
      Settings(images: 20_000, widths: [64, 128, 256, 512, 1024, 2048], trials: 10, steps: 20_000), seconds: 60_000,
      megabytes: 2_000),
  ]

  static let width = Axis<Int>("width", "units of each hidden layer")
  private static let trial = Axis<Int>("trial", "random draws of optimiser and initialisation")
  private static let learningRate = Column<Double>("learning_rate", "learning rate of Adam")
  private static let batchSize = Column<Int>("batch_size", "examples of a step")
  static let trainingAccuracy = Column<Double>(
    "training_accuracy", "fraction of training images classified correctly, at the end")
  static let testAccuracy = Column<Double>(
    "test_accuracy", "fraction of test images classified correctly, at the end")
  private static let steps = Column<Int>("steps", "steps taken")
  private static let divergedStep = Column<Int>("diverged_step", "step whose loss was not finite; 0: none")

  func sweeps(_ settings: Settings) -> [Sweep] {
    [
      Sweep(
        cells: [
          TableAxes.nonlinearity(NamedNonlinearity.allCases), Self.width(settings.widths),
          Self.trial(0..<settings.trials),
        ],
        columns: [
          Self.learningRate, Self.batchSize, TableColumns.weightVariance, TableColumns.biasVariance,
          Self.trainingAccuracy, Self.testAccuracy, Self.steps, Self.divergedStep,
        ]
      ) { point, context in
        try run(point, settings, context)
      }.ofTrainedNetworks().costing { point in
        let width = Double(try point[Self.width])
        return width * (3_072 + 4 * width) + 3e4
      }
    ]
  }

  /// What a trial draws.
  private struct Draw {
    let learningRate, weightVariance, biasVariance: Double
    let batchSize: Int

    init(from ranges: Ranges, seed: Seed) {
      var generator = CounterBasedGenerator(seed: seed)
      func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * generator.uniform()
      }
      learningRate = TrialSettings.logarithmic(ranges.learningRate, at: generator.uniform())
      weightVariance = uniform(ranges.weightVariance)
      biasVariance = uniform(ranges.biasVariance)
      batchSize = ranges.batchSizes[generator.below(ranges.batchSizes.count)]
    }
  }

  private func run(_ point: Point, _ settings: Settings, _ context: RunContext) throws -> Row {
    let (nonlinearity, width, trial) = (
      try point[TableAxes.nonlinearity], try point[Self.width], try point[Self.trial]
    )
    let draw = Draw(
      from: settings.ranges, seed: context.seed(purpose: "trial of \(nonlinearity.name)", index: trial))
    let images = try NetworkImages.ofCIFAR(settings.images, settings.preprocessing, context: context)
    let name = "\(nonlinearity.name) \(width)"
    let network = try Architecture.fullyConnected(
      depth: settings.depth, nonlinearity: nonlinearity.value, weightVariance: draw.weightVariance,
      biasVariance: draw.biasVariance
    ).finiteWidth(
      width, outputs: DatasetDescription.cifar10.classes, inputs: images.features,
      seed: context.seed(purpose: "network of \(name)", index: trial), as: Float.self)
    let trainer = try Trainer(
      network, inputs: images.training.inputs, targets: images.training.targets,
      settings: TrainingSettings(
        loss: .crossEntropy, optimiser: .adam(), learningRate: .constant(draw.learningRate), batchSize: draw.batchSize),
      seed: context.seed(purpose: "batches of \(name)", index: trial), threads: context.threads)
    func accuracy(_ part: NetworkImages.Part) throws -> Double {
      try trainer.evaluate(part.inputs, part.targets).accuracy
    }
    try trainer.run(steps: settings.steps, every: settings.interval) { trainer in
      context.report(stage: "training", fraction: Double(trainer.stepsTaken) / Double(settings.steps))
      return try accuracy(images.training) < 1
    }
    var divergedStep = 0
    if case .diverged(let step) = trainer.status { divergedStep = step }
    return try Row(
      Self.learningRate => draw.learningRate, Self.batchSize => draw.batchSize,
      TableColumns.weightVariance => draw.weightVariance, TableColumns.biasVariance => draw.biasVariance,
      Self.trainingAccuracy => accuracy(images.training), Self.testAccuracy => accuracy(images.test),
      Self.steps => trainer.stepsTaken, Self.divergedStep => divergedStep,
      status: divergedStep > 0 ? .diverged : .done)
  }
}
