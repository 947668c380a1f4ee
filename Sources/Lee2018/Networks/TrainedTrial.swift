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

  /// The cell's values under the names of `variables(over:)`.
  package var values: CellValues {
    CellValues(
      numbers: [
        "learning_rate": [settings.learningRate.rate(at: 0)], "weight_decay": [settings.weightDecay],
        "validation_accuracy": [validation?.accuracy ?? .nan],
        "validation_mse": [validation?.meanSquaredError ?? .nan], "test_accuracy": [test?.accuracy ?? .nan],
        "test_mse": [test?.meanSquaredError ?? .nan],
      ],
      integers: [
        "batch_size": [settings.batchSize ?? 0], "best_step": [bestStep], "steps": [steps],
        "diverged_step": [divergedStep],
      ])
  }

  package var status: CellStatus { divergedStep > 0 || test == nil ? .diverged : .done }

  /// What every trial of a search records.
  static func variables(over cell: [String]) -> [Variable] {
    [
      .number("learning_rate", over: cell, "learning rate of Adam"),
      .number("weight_decay", over: cell, "factor of the parameters in the gradient (L2)"),
      .integer("batch_size", over: cell, "examples of a step, at most the training images"),
      .number(
        "validation_accuracy", over: cell, "fraction of validation images classified correctly, at the best step"),
      .number("validation_mse", over: cell, "mean squared error over validation images and outputs, at the best step"),
      .number("test_accuracy", over: cell, "fraction of test images classified correctly, at the best step"),
      .number("test_mse", over: cell, "mean squared error over test images and outputs, at the best step"),
      .integer("best_step", over: cell, "step after which validation accuracy was highest; 0: never validated"),
      .integer("steps", over: cell, "steps taken"),
      .integer("diverged_step", over: cell, "step whose loss was not finite; 0: none"),
    ]
  }
}
