import Architectures
import Datasets
import FiniteWidth
import Foundation
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
struct Figure2: Experiment {
  let id = "lee2018/figure2"
  let title = "Generalisation gap against width at full training accuracy (Figure 2)"
  let reference = "arXiv:1711.00165v3"
  let datasets: [DatasetDescription] = [.cifar10]

  static let depth = 5

  static func images(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 500
    case .standard: 2_000
    case .paper: 20_000
    }
  }

  static func widths(_ tier: Tier) -> [Int] {
    switch tier {
    case .quick: [32, 256]
    case .standard: [64, 128, 256, 512]
    case .paper: [64, 128, 256, 512, 1024, 2048]
    }
  }

  static func trials(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 3
    case .standard: 4
    case .paper: 10
    }
  }

  /// The longest run.
  static func steps(_ tier: Tier) -> Int {
    switch tier {
    case .quick: 600
    case .standard: 1_500
    case .paper: 20_000
    }
  }

  func cost(_ tier: Tier) -> Cost? {
    switch tier {
    case .quick: Cost(seconds: 9, memoryBytes: 800_000_000, diskBytes: 1_000_000)
    case .standard: Cost(seconds: 270, memoryBytes: 1_000_000_000, diskBytes: 1_000_000)
    case .paper: Cost(seconds: 60_000, memoryBytes: 2_000_000_000, diskBytes: 1_000_000)
    }
  }

  func layouts(_ tier: Tier) -> [SweepLayout] {
    let cell = ["nonlinearity", "width", "trial"]
    return [
      SweepLayout(
        group: "/",
        coordinates: [
          .nonlinearity,
          Coordinate(name: "width", values: .integers(Self.widths(tier)), longName: "units of each hidden layer"),
          .index("trial", count: Self.trials(tier), longName: "random draws of optimiser and initialisation"),
        ],
        variables: [
          .number("learning_rate", over: cell, "learning rate of Adam"),
          .integer("batch_size", over: cell, "examples of a step"),
          .number("weight_variance", over: cell, "weight variance σ_w²"),
          .number("bias_variance", over: cell, "bias variance σ_b²"),
          .number("training_accuracy", over: cell, "fraction of training images classified correctly, at the end"),
          .number("test_accuracy", over: cell, "fraction of test images classified correctly, at the end"),
          .integer("steps", over: cell, "steps taken"),
          .integer("diverged_step", over: cell, "step whose loss was not finite; 0: none"),
        ],
        cellDimensions: cell)
    ]
  }

  func relativeCost(group: String, cell: [Int], tier: Tier) -> Double {
    let width = Double(Self.widths(tier)[cell[1]])
    return width * (3_072 + 4 * width) + 3e4
  }

  /// What a trial draws: as in Table 2's search, but rates and variances at which five layers train in so few steps.
  private struct Draw {
    let learningRate, weightVariance, biasVariance: Double
    let batchSize: Int

    init(seed: Seed) {
      var generator = CounterBasedGenerator(seed: seed)
      learningRate = TrialSettings.logarithmic(2e-4, 5e-3, at: generator.uniform())
      weightVariance = 1 + 1.5 * generator.uniform()
      biasVariance = 0.3 * generator.uniform()
      batchSize = TrialSettings.batchSizes[generator.below(TrialSettings.batchSizes.count)]
    }
  }

  func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
    let (nonlinearity, width) = (GaussianProcessRow.nonlinearities[cell[0]], Self.widths(tier)[cell[1]])
    let draw = Draw(seed: context.seed(purpose: "trial of \(nonlinearity.name)", index: cell[2]))
    let images = try NetworkImages.ofCIFAR(Self.images(tier), context: context)
    let name = "\(nonlinearity.name) \(width)"
    let network = try Architecture.fullyConnected(
      depth: Self.depth, nonlinearity: nonlinearity.value, weightVariance: draw.weightVariance,
      biasVariance: draw.biasVariance
    ).finiteWidth(
      width, outputs: DatasetDescription.cifar10.classes, inputs: images.features,
      seed: context.seed(purpose: "network of \(name)", index: cell[2]), as: Float.self)
    let trainer = try Trainer(
      network, inputs: images.training.inputs, targets: images.training.targets,
      settings: TrainingSettings(
        loss: .crossEntropy, optimiser: .adam(), learningRate: .constant(draw.learningRate), batchSize: draw.batchSize),
      seed: context.seed(purpose: "batches of \(name)", index: cell[2]), threads: context.threads)
    let steps = Self.steps(tier)
    func accuracy(_ part: NetworkImages.Part) throws -> Double {
      try trainer.evaluate(part.inputs, part.targets).accuracy
    }
    try trainer.run(steps: steps, every: 50) { trainer in
      context.report(stage: "training", fraction: Double(trainer.stepsTaken) / Double(steps))
      return try accuracy(images.training) < 1
    }
    var divergedStep = 0
    if case .diverged(let step) = trainer.status { divergedStep = step }
    return CellOutcome(
      CellValues(
        numbers: [
          "learning_rate": [draw.learningRate], "weight_variance": [draw.weightVariance],
          "bias_variance": [draw.biasVariance], "training_accuracy": [try accuracy(images.training)],
          "test_accuracy": [try accuracy(images.test)],
        ],
        integers: [
          "batch_size": [draw.batchSize], "steps": [trainer.stepsTaken], "diverged_step": [divergedStep],
        ]), status: divergedStep > 0 ? .diverged : .done)
  }

  func measurements(_ results: ResultsFile, tier: Tier) throws -> [Score] {
    try GeneralisationGaps(results, tier: tier).measurements
  }

  func figure(_ results: ResultsFile, tier: Tier) throws -> Figure? {
    try GeneralisationGaps(results, tier: tier).figure
  }

  func narrative(_ results: ResultsFile, tier: Tier) throws -> String {
    try GeneralisationGaps(results, tier: tier).table
  }
}
