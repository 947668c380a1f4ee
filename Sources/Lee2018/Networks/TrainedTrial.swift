import Architectures
import FiniteWidth
import Nonlinearities
import Randomness
import Results
import Suite

/// What came of training one network: its scores where its validation accuracy was highest.
package struct TrainedTrial: Sendable {
  let settings: TrainingSettings
  package let progress: TrialProgress
  /// At the step with the highest validation accuracy; nil: it never was looked at.
  package let test: Evaluation?
  /// At the step with the lowest squared error on validation images.
  package let testOfLeastError: Evaluation?

  /// Of a training that has come to the end of a rung.
  init(_ training: TrialTraining, _ settings: TrainingSettings, _ images: NetworkImages) throws {
    (self.settings, progress) = (settings, training.progress)
    test = try training.evaluateBest(on: images.test)
    // Of a short training most often the same step.
    let isSame = progress.leastErrorStep == progress.bestStep
    testOfLeastError = isSame ? test : try training.evaluateLeastError(on: images.test)
  }

  /// Trains `network`, validates every `rule.interval` steps, and scores the parameters that did best.
  ///
  /// A run whose loss becomes infinite or not a number has no scores of its end, but keeps those of its best step.
  package init(
    _ network: FiniteNetwork<Float>, _ images: NetworkImages, settings: TrainingSettings, rule: StoppingRule,
    seed: Seed, context: RunContext
  ) throws {
    let training = try TrialTraining(
      network, on: images.training, settings: settings, seed: seed, threads: context.threads)
    try training.run(under: rule, validation: images.validation) {
      context.report(stage: "training", fraction: $0)
    }
    try self.init(training, settings, images)
  }

  /// Trains a trial of a network of the paper.
  ///
  /// - Parameter seeds: what the seeds of weights and of mini-batches are of.
  init(
    of setting: NetworkSetting, _ nonlinearity: Nonlinearity, _ images: NetworkImages, settings: TrialSettings,
    rule: StoppingRule, seeds: (name: String, index: Int), context: RunContext
  ) throws {
    let training = try Self.begin(setting, nonlinearity, images, settings, seeds, context)
    try training.run(under: rule, validation: images.validation) {
      context.report(stage: "training", fraction: $0)
    }
    try self.init(training, settings.training, images)
  }

  /// The beginning of a trial of a network of the paper.
  static func begin(
    _ setting: NetworkSetting, _ nonlinearity: Nonlinearity, _ images: NetworkImages, _ settings: TrialSettings,
    _ seeds: (name: String, index: Int), _ context: RunContext
  ) throws -> TrialTraining {
    let network = try setting.architecture(nonlinearity).finiteWidth(
      setting.width, outputs: images.test.outputs, inputs: images.features,
      seed: context.seed(purpose: "network of \(seeds.name)", index: seeds.index), as: Float.self)
    return try TrialTraining(
      network, on: images.training, settings: settings.training,
      seed: context.seed(purpose: "batches of \(seeds.name)", index: seeds.index), threads: context.threads)
  }

  package var status: CellStatus { progress.end == .diverged || test == nil ? .diverged : .done }
}

/// What a trial of a search records.
extension TrainedTrial {
  private static let learningRate = Column<Double>("learning_rate", "learning rate of Adam")
  private static let weightDecay = Column<Double>("weight_decay", "factor of the parameters in the gradient (L2)")
  private static let batchSize = Column<Int>("batch_size", "examples of a step, at most the training images")
  static let validationAccuracy = Column<Double>(
    "validation_accuracy", "fraction of validation images classified correctly, at the best step")
  static let validationError = Column<Double>(
    "validation_mse", "mean squared error over validation images and outputs, at the best step")
  static let testAccuracy = Column<Double>(
    "test_accuracy", "fraction of test images classified correctly, at the best step")
  static let testError = Column<Double>(
    "test_mse", "mean squared error over test images and outputs, at the best step")
  static let leastValidationError = Column<Double>(
    "least_validation_mse", "lowest mean squared error over validation images and outputs")
  static let leastError = Column<Double>(
    "least_test_mse", "mean squared error over test images and outputs, at the step with least_validation_mse")
  static let leastErrorDeviation = Column<Double>(
    "least_test_mse_error", "standard error of least_test_mse over test images")
  private static let best = Column<Int>(
    "best_step", "step after which validation accuracy was highest; 0: never validated")
  private static let taken = Column<Int>("steps", "steps taken")
  private static let diverged = Column<Int>("diverged_step", "step whose loss was not finite; 0: none")

  static let columns: [any DeclaredColumn] = [
    learningRate, weightDecay, batchSize, validationAccuracy, validationError, testAccuracy, testError,
    leastValidationError, leastError, leastErrorDeviation, best, taken, diverged,
  ]

  package var row: Row {
    Row(
      Self.learningRate => settings.learningRate.rate(at: 0), Self.weightDecay => settings.weightDecay,
      Self.batchSize => settings.batchSize ?? 0, Self.validationAccuracy => progress.accuracy ?? .nan,
      Self.validationError => progress.squaredError ?? .nan, Self.testAccuracy => test?.accuracy ?? .nan,
      Self.testError => test?.meanSquaredError ?? .nan,
      Self.leastValidationError => progress.leastError ?? .nan,
      Self.leastError => testOfLeastError?.meanSquaredError ?? .nan,
      Self.leastErrorDeviation => testOfLeastError?.squaredErrorDeviation ?? .nan, Self.best => progress.bestStep,
      Self.taken => progress.steps, Self.diverged => progress.divergedStep, status: status)
  }

  /// Of a place for which no trial was left.
  static var emptyRow: Row {
    Row(
      Self.learningRate => .nan, Self.weightDecay => .nan, Self.batchSize => 0, Self.validationAccuracy => .nan,
      Self.validationError => .nan, Self.testAccuracy => .nan, Self.testError => .nan,
      Self.leastValidationError => .nan, Self.leastError => .nan, Self.leastErrorDeviation => .nan, Self.best => 0,
      Self.taken => 0, Self.diverged => 0)
  }

  /// The test scores of the trial among `points` that validation images choose; nil if none has a score.
  static func best(of points: [Point], in table: Table) throws -> TestResult? {
    guard let place = try ranking(points, in: table).first else { return nil }
    let result = TestResult(
      accuracy: try table.value(testAccuracy, at: points[place]),
      squaredError: try table.value(testError, at: points[place]))
    return result.accuracy.isNaN ? nil : result
  }

  /// Places of trials, the best on validation images first.
  private static func ranking(_ points: [Point], in table: Table) throws -> [Int] {
    SuccessiveHalving.ranking(
      try points.enumerated().map { place, point in
        SuccessiveHalving.Standing(
          draw: place, accuracy: try table.value(validationAccuracy, at: point),
          squaredError: try table.value(validationError, at: point), canGoOn: false)
      })
  }
}
