import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness

/// The training of one trial of a search, which is looked at on validation images, may stop after any rule and go on
/// later, from a checkpoint, with the same bits as if it had not stopped.
package final class TrialTraining {
  package private(set) var progress = TrialProgress()
  private let trainer: Trainer<Float>
  /// The parameters after `progress.bestStep` and after `progress.leastErrorStep` steps.
  private var best, leastError: FiniteNetwork<Float>?

  /// - Parameter memory: of this machine, in bytes.
  /// - Throws: `FiniteWidthFailure`, also for a network that does not fit the memory with all that is kept of it.
  package init(
    _ network: FiniteNetwork<Float>, on images: ImageRegression, settings: TrainingSettings, seed: Seed, threads: Int,
    memory: UInt64 = ProcessInfo.processInfo.physicalMemory
  ) throws {
    trainer = try Trainer(
      network, inputs: images.inputs, targets: images.targets, settings: settings, seed: seed, threads: threads,
      copiesBeside: Self.copies(settings), memory: memory)
  }

  /// Copies of the parameters beside the trainer's: both that did best; the present ones while others are scored; and
  /// while a checkpoint is written or read those that did best once more, with the state, parameters and moments.
  package static func copies(_ settings: TrainingSettings) -> Int { 3 + 2 + 1 + settings.optimiser.moments }

  /// Trains up to `rule.steps` steps in all, and validates every `rule.interval` on as many images as the rule says.
  ///
  /// - Parameter report: gets the share of the rule's steps that were taken.
  package func run(
    under rule: StoppingRule, validation: ImageRegression, report: (Double) -> Void = { _ in }
  ) throws {
    let validation = validation.first(rule.validationImages)
    while progress.end == .none, trainer.stepsTaken < rule.steps {
      trainer.run(steps: min(rule.interval, rule.steps - trainer.stepsTaken))
      progress.steps = trainer.stepsTaken
      try look(at: validation, rule)
      report(Double(trainer.stepsTaken) / Double(rule.steps))
    }
  }

  private func look(at validation: ImageRegression, _ rule: StoppingRule) throws {
    if case .diverged(let step) = trainer.status { return endDiverged(at: step) }
    let now = try trainer.evaluate(validation.inputs, validation.targets)
    // The scores can overflow before the loss of a mini-batch does.
    guard now.meanSquaredError.isFinite else { return endDiverged(at: trainer.stepsTaken) }
    let present = trainer.network
    var isBetter = false
    if now.accuracy > progress.accuracy ?? -1 {
      (progress.accuracy, progress.squaredError) = (now.accuracy, now.meanSquaredError)
      (best, progress.bestStep, isBetter) = (present, trainer.stepsTaken, true)
    }
    if now.meanSquaredError < progress.leastError ?? .infinity {
      progress.leastError = now.meanSquaredError
      (leastError, progress.leastErrorStep, isBetter) = (present, trainer.stepsTaken, true)
    }
    progress.waited = isBetter ? 0 : progress.waited + 1
    if progress.waited >= rule.patience { progress.end = .noGain }
  }

  private func endDiverged(at step: Int) { (progress.divergedStep, progress.end) = (step, .diverged) }

  /// Takes the trial, which is at its beginning, to the end of the last of `rungs`: from its checkpoint on, if there is
  /// one. A trial that is no better than guessing at the end of its first rung ends there.
  ///
  /// - Parameter trial: its name among all of the run; nil: it has no checkpoint.
  package func climb(
    _ rungs: ArraySlice<StoppingRule>, validation: ImageRegression, trial: String?, context: RunContext
  ) throws {
    let top = rungs.count - 1
    let reached = trial.flatMap { context.checkpoints?.restore(self, $0, upTo: top, threads: context.threads) }
    for (rung, rule) in rungs.enumerated().dropFirst((reached ?? -1) + 1) {
      try run(under: rule, validation: validation) { context.report(stage: "training", fraction: $0) }
      if rung == 0 {
        endIfAtChance(classes: validation.outputs, images: min(rule.validationImages, validation.count))
      }
    }
  }

  private func endIfAtChance(classes: Int, images: Int) {
    guard progress.end == .none else { return }
    if progress.accuracy ?? 0 <= TrialProgress.chance(classes: classes, images: images) { progress.end = .atChance }
  }

  /// The scores of the present parameters.
  package func evaluate(on images: ImageRegression) throws -> Evaluation {
    try trainer.evaluate(images.inputs, images.targets)
  }

  /// The scores of the parameters that had the highest validation accuracy; nil if there are none. Training can go on
  /// afterwards.
  package func evaluateBest(on test: ImageRegression) throws -> Evaluation? { try evaluate(best, on: test) }

  /// The scores of the parameters that had the lowest squared error on validation images; nil if there are none.
  package func evaluateLeastError(on test: ImageRegression) throws -> Evaluation? {
    try evaluate(leastError, on: test)
  }

  private func evaluate(_ network: FiniteNetwork<Float>?, on test: ImageRegression) throws -> Evaluation? {
    guard let network else { return nil }
    let present = trainer.network
    trainer.setParameters(of: network)
    defer { trainer.setParameters(of: present) }
    return try trainer.evaluate(test.inputs, test.targets)
  }
}

/// What a checkpoint holds.
extension TrialTraining {
  var state: TrainingState<Float> { trainer.state }

  /// The parameters of the step with the highest accuracy, layer by layer; nil where these are the present ones, or
  /// there are none.
  var bestNumbers: [Float]? { progress.bestStep < progress.steps ? best.map(Self.numbers) : nil }

  /// Those of the step with the lowest error; nil also where these are those of the highest accuracy.
  var leastErrorNumbers: [Float]? {
    let isOther = progress.leastErrorStep < progress.steps && progress.leastErrorStep != progress.bestStep
    return isOther ? leastError.map(Self.numbers) : nil
  }

  private static func numbers(of network: FiniteNetwork<Float>) -> [Float] {
    network.parameters.flatMap { $0.weights.elements + $0.biases }
  }

  /// Goes on from where another training of the same trial stood.
  ///
  /// - Throws: `FiniteWidthFailure.wrongState` for numbers of another network.
  func restore(
    _ state: TrainingState<Float>, progress: TrialProgress, bestNumbers: [Float]?, leastErrorNumbers: [Float]?
  ) throws {
    let kept = try [bestNumbers, leastErrorNumbers].map { try $0.map(network) }
    try trainer.restore(state)
    self.progress = progress
    best = progress.bestStep > 0 ? kept[0] ?? trainer.network : nil
    leastError =
      progress.leastErrorStep == progress.bestStep
      ? best : progress.leastErrorStep > 0 ? kept[1] ?? trainer.network : nil
  }

  /// The network with these parameters.
  private func network(_ numbers: [Float]) throws -> FiniteNetwork<Float> {
    var network = trainer.network
    let count = network.parameters.reduce(0) { $0 + $1.weights.elements.count + $1.biases.count }
    guard numbers.count == count else { throw FiniteWidthFailure.wrongState(expected: count, found: numbers.count) }
    var rest = numbers[...]
    for layer in network.parameters.indices {
      let (weights, biases) = (network.parameters[layer].weights, network.parameters[layer].biases)
      network.parameters[layer].weights = Matrix(
        rows: weights.rows, columns: weights.columns, elements: Array(rest.prefix(weights.elements.count)))
      rest = rest.dropFirst(weights.elements.count)
      network.parameters[layer].biases = Array(rest.prefix(biases.count))
      rest = rest.dropFirst(biases.count)
    }
    return network
  }
}
