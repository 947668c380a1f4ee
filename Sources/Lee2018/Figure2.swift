import Architectures
import Datasets
import FiniteWidth
import Nonlinearities
import Randomness
import Results
import Suite

/// Lee et al. 2018, Figure 2: networks that classify every training image correctly generalise better the wider they
/// are.
///
/// Five hidden layers, cross-entropy, CIFAR-10. Learning rate, batch size, σ_w² and σ_b² of each network are drawn at
/// random; it is trained until all training images are right, or up to a number of epochs, and only then counted. A
/// trial has the same draws at every width. The learning rate falls along half a cosine over the epochs, of which the
/// paper says nothing: the gradients of mini-batches keep a network at a constant rate from the last few images. The
/// `paper` tier has time for fewer epochs of wide networks, so that there widths differ in that as well.
struct Figure2: HasFindings {
  typealias Found = GeneralisationGaps

  let id = "lee2018/figure2"
  let title = "Generalisation gap against width at full training accuracy (Figure 2)"
  let datasets: [DatasetDescription] = [.cifar10]

  struct Settings: Codable {
    var depth = 5
    var images: Int
    var widths: [Width]
    var ranges = Ranges()
    var preprocessing = Preprocessing.perImageStandardised

    /// Whether nothing of the paper's training split is left out.
    var hasAllImages: Bool { images == Figure2.allImages }
  }

  /// The trials of one width.
  struct Width: Codable {
    let units: Int
    /// Of each nonlinearity.
    let trials: Int
    let limits: FullAccuracyTraining.Limits

    init(_ units: Int, trials: Int, epochs: Int) {
      (self.units, self.trials) = (units, trials)
      limits = FullAccuracyTraining.Limits(epochs: epochs, firstLook: epochs / 3)
    }

    /// Whether a step is too little work to be shared.
    var isForOneCore: Bool { units <= 512 }
  }

  /// What a trial is drawn from: the paper does not say. Rates at which networks of all these widths come to classify
  /// every image, and initial variances on both sides of the critical line.
  struct Ranges: Codable {
    /// At the beginning, log-uniform; over the epochs of the width it falls to 0 along half a cosine.
    var learningRate = 2e-4...1.5e-3
    /// Uniform, as all below.
    var weightVariance = 1.0...2.5
    var biasVariance = 0.0...0.3
    var batchSizes = [64, 128, 256]
  }

  let tiers: [Tier: TierPlan<Settings>] = [
    .quick: TierPlan(
      Settings(images: 500, widths: [32, 256].map { Width($0, trials: 3, epochs: 120) }), seconds: 9, megabytes: 800),
    .standard: TierPlan(
      Settings(
        images: 5_000,
        widths: [
          Width(64, trials: 12, epochs: 80), Width(128, trials: 12, epochs: 80), Width(256, trials: 8, epochs: 80),
          Width(512, trials: 8, epochs: 80), Width(1_024, trials: 7, epochs: 80),
        ]), seconds: 900, megabytes: 1_000),
    .paper: TierPlan(
      Settings(
        images: allImages,
        widths: [
          Width(64, trials: 4, epochs: 300), Width(128, trials: 12, epochs: 150), Width(256, trials: 14, epochs: 60),
          Width(512, trials: 10, epochs: 50), Width(1_024, trials: 8, epochs: 40), Width(2_048, trials: 8, epochs: 25),
        ]), seconds: 18_000, megabytes: 4_000),
  ]

  /// The paper's training split of CIFAR-10; 5,000 images are for validation.
  private static let allImages = 45_000

  static func name(of width: Width) -> SweepName { SweepName("width_\(width.units)") }
  private static let trial = Axis<Int>("trial", "random draws of optimiser and initialisation, the same at all widths")
  private static let learningRate = Column<Double>("learning_rate", "learning rate of Adam at the beginning")
  private static let batchSize = Column<Int>("batch_size", "examples of a step")
  static let trainingAccuracy = Column<Double>(
    "training_accuracy", "fraction of training images classified correctly, at the end")
  static let testAccuracy = Column<Double>(
    "test_accuracy", "fraction of test images classified correctly, at the end")
  private static let epochs = Column<Double>("epochs", "passes over the training images")
  static let end = Column<Int>(
    "end",
    "why no step follows: 0 out of epochs, 1 all training images right, 2 too few right at the first look, "
      + "3 diverged")
  private static let divergedStep = Column<Int>("diverged_step", "step whose loss was not finite; 0: none")

  func sweeps(_ settings: Settings) -> [Sweep] {
    settings.widths.map { width in
      Sweep(
        Self.name(of: width),
        cells: [TableAxes.nonlinearity(NamedNonlinearity.allCases), Self.trial(0..<width.trials)],
        columns: [
          Self.learningRate, Self.batchSize, TableColumns.weightVariance, TableColumns.biasVariance,
          Self.trainingAccuracy, Self.testAccuracy, Self.epochs, Self.end, Self.divergedStep,
        ]
      ) { point, context in
        try run(point, width, settings, context)
      }.ofTrainedNetworks().sideBySide { _ in width.isForOneCore }.costing { _ in
        let units = Double(width.units)
        return Double(width.limits.epochs) * (units * (3_072 + 4 * units) + 1e5)
      }
    }
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

  private func run(_ point: Point, _ width: Width, _ settings: Settings, _ context: RunContext) throws -> Row {
    let (nonlinearity, trial) = (try point[TableAxes.nonlinearity], try point[Self.trial])
    let draw = Draw(
      from: settings.ranges, seed: context.seed(purpose: "trial of \(nonlinearity.name)", index: trial))
    let images = try NetworkImages.ofCIFAR(settings.images, settings.preprocessing, context: context)
    let name = "\(nonlinearity.name) \(width.units)"
    let network = try Architecture.fullyConnected(
      depth: settings.depth, nonlinearity: nonlinearity.value, weightVariance: draw.weightVariance,
      biasVariance: draw.biasVariance
    ).finiteWidth(
      width.units, outputs: DatasetDescription.cifar10.classes, inputs: images.features,
      seed: context.seed(purpose: "network of \(name)", index: trial), as: Float.self)
    let steps = FullAccuracyTraining.steps(
      images.training.count, batchSize: draw.batchSize, epochs: width.limits.epochs)
    let trainer = try Trainer(
      network, inputs: images.training.inputs, targets: images.training.targets,
      settings: TrainingSettings(
        loss: .crossEntropy, optimiser: .adam(), learningRate: .cosine(initial: draw.learningRate, steps: steps),
        batchSize: draw.batchSize),
      seed: context.seed(purpose: "batches of \(name)", index: trial), threads: context.threads)
    let run = try FullAccuracyTraining(trainer, on: images.training, within: width.limits) {
      context.report(stage: "training", fraction: $0)
    }
    func accuracy(_ part: NetworkImages.Part) throws -> Double {
      try trainer.evaluate(part.inputs, part.targets).accuracy
    }
    return try Row(
      Self.learningRate => draw.learningRate, Self.batchSize => draw.batchSize,
      TableColumns.weightVariance => draw.weightVariance, TableColumns.biasVariance => draw.biasVariance,
      Self.trainingAccuracy => run.end == .allRight ? 1 : accuracy(images.training),
      Self.testAccuracy => accuracy(images.test), Self.epochs => trainer.epochs, Self.end => run.end.rawValue,
      Self.divergedStep => run.divergedStep, status: run.end == .diverged ? .diverged : .done)
  }
}
