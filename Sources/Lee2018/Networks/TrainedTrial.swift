import Architectures
import FiniteWidth
import Nonlinearities
import Randomness
import Results
import Suite

/// What came of training one network: its scores where its validation accuracy was highest.
package struct TrainedTrial: Sendable {
  let settings: TrainingSettings
  package private(set) var validation: Evaluation?
  package private(set) var test: Evaluation?
  /// The step after which validation accuracy was highest; 0: it never was looked at.
  package private(set) var bestStep = 0
  /// Steps taken.
  package private(set) var steps = 0
  /// The step whose loss was not finite; 0: none.
  package private(set) var divergedStep = 0

  /// Trains `network`, validates every `rule.interval` steps, and scores the parameters that did best.
  ///
  /// A run whose loss becomes infinite or not a number has no scores of its end, but keeps those of its best step.
  package init(
    _ network: FiniteNetwork<Float>, _ images: NetworkImages, settings: TrainingSettings, rule: StoppingRule,
    seed: Seed,
    context: RunContext
  ) throws {
    self.settings = settings
    let trainer = try Trainer(
      network, inputs: images.training.inputs, targets: images.training.targets, settings: settings, seed: seed,
      threads: context.threads)
    var (best, waited) = (FiniteNetwork<Float>?.none, 0)
    while trainer.stepsTaken < rule.steps, waited < rule.patience {
      trainer.run(steps: min(rule.interval, rule.steps - trainer.stepsTaken))
      if case .diverged(let step) = trainer.status {
        divergedStep = step
        break
      }
      let now = try trainer.evaluate(images.validation.inputs, images.validation.targets)
      context.report(stage: "training", fraction: Double(trainer.stepsTaken) / Double(rule.steps))
      // The scores can overflow before the loss of a mini-batch does.
      guard now.meanSquaredError.isFinite else {
        divergedStep = trainer.stepsTaken
        break
      }
      if now.accuracy > validation?.accuracy ?? -1 {
        (validation, best, bestStep, waited) = (now, trainer.network, trainer.stepsTaken, 0)
      } else {
        waited += 1
      }
    }
    steps = trainer.stepsTaken
    if let best {
      trainer.setParameters(of: best)
      test = try trainer.evaluate(images.test.inputs, images.test.targets)
    }
  }

  /// Trains a trial of a network of the paper.
  ///
  /// - Parameter seeds: what the seeds of weights and of mini-batches are of.
  init(
    of setting: NetworkSetting, _ nonlinearity: Nonlinearity, _ images: NetworkImages, settings: TrialSettings,
    rule: StoppingRule, seeds: (name: String, index: Int), context: RunContext
  ) throws {
    let network = try setting.architecture(nonlinearity).finiteWidth(
      setting.width, outputs: images.test.targets.columns, inputs: images.features,
      seed: context.seed(purpose: "network of \(seeds.name)", index: seeds.index), as: Float.self)
    try self.init(
      network, images, settings: settings.training, rule: rule,
      seed: context.seed(purpose: "batches of \(seeds.name)", index: seeds.index), context: context)
  }

  package var status: CellStatus { divergedStep > 0 || test == nil ? .diverged : .done }
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
  private static let best = Column<Int>(
    "best_step", "step after which validation accuracy was highest; 0: never validated")
  private static let taken = Column<Int>("steps", "steps taken")
  private static let diverged = Column<Int>("diverged_step", "step whose loss was not finite; 0: none")

  static let columns: [any DeclaredColumn] = [
    learningRate, weightDecay, batchSize, validationAccuracy, validationError, testAccuracy, testError, best, taken,
    diverged,
  ]

  package var row: Row {
    Row(
      Self.learningRate => settings.learningRate.rate(at: 0), Self.weightDecay => settings.weightDecay,
      Self.batchSize => settings.batchSize ?? 0, Self.validationAccuracy => validation?.accuracy ?? .nan,
      Self.validationError => validation?.meanSquaredError ?? .nan, Self.testAccuracy => test?.accuracy ?? .nan,
      Self.testError => test?.meanSquaredError ?? .nan, Self.best => bestStep, Self.taken => steps,
      Self.diverged => divergedStep, status: status)
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
  static func ranking(_ points: [Point], in table: Table) throws -> [Int] {
    ranking(
      try points.map { (try table.value(validationAccuracy, at: $0), try table.value(validationError, at: $0)) })
  }

  /// Places by falling accuracy, then growing error; trials without a score last.
  package static func ranking(_ scores: [(accuracy: Double, squaredError: Double)]) -> [Int] {
    scores.indices.sorted {
      let (a, b) = (scores[$0], scores[$1])
      // What is not a number is below every accuracy.
      func rank(_ accuracy: Double) -> Double { accuracy.isNaN ? 1 : -accuracy }
      return (rank(a.accuracy), a.squaredError, $0) < (rank(b.accuracy), b.squaredError, $1)
    }
  }
}
