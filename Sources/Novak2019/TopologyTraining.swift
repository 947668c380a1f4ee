import FiniteWidth
import Results
import Suite

/// How the finite networks are trained: Adam on the mean squared error, mini-batches, a rate that stays as it is; once
/// for each point of a grid, until every training image is right and the loss is small, or the steps are used up.
///
/// A step of Adam moves a weight by about the rate: slower rates have more steps in proportion, so that each may go as
/// far and none is left out for being slow.
package struct TopologyTraining: Codable, Sendable {
  /// Units of a dense layer, channels of a convolution.
  package var width, channels: Int
  package var rates: [Double]
  /// Of outputs before training. At 1 the initial function stays in the trained one, where the process's mean has none.
  package var scales = [0.1, 1]
  package var batch: Int
  /// Steps at most at the fastest of the rates.
  package var steps: Int
  /// Steps between two looks at the training and validation images, at the fastest of the rates.
  package var interval = 50
  /// A run ends when all training images are right and the mean squared error is below this: a hundredth of 0.09, the
  /// targets' variance.
  package var smallError = 9e-4
  /// Seeds with which the network that is chosen of those that learned their images is trained again. Without any the
  /// spread of networks is not known, and nothing is said of their differences.
  package var otherSeeds = [1, 2]

  /// The grid, as a sweep has it.
  var trials: [Trial] { scales.flatMap { scale in rates.map { Trial(rate: $0, scale: scale) } } }

  /// Steps at most: `steps` × the fastest rate / this one.
  func steps(_ rate: Double) -> Int { more(steps, at: rate) }

  /// Steps between two looks, longer by the same factor.
  func interval(_ rate: Double) -> Int { more(interval, at: rate) }

  private func more(_ count: Int, at rate: Double) -> Int {
    Int((Double(count) * (rates.max() ?? rate) / rate).rounded())
  }

  func units(_ topology: NetworkTopology) -> Int { topology == .fullyConnected ? width : channels }

  /// A point of the grid.
  struct Trial {
    let rate, scale: Double
  }

  /// A network at its beginning, taken to its end, and scored there and where it did best on validation images.
  ///
  /// - Complexity: steps × 3 × batch × multiply-adds of the network for an image, and a look at all training and
  ///   validation images every `interval`.
  func trained(
    _ prior: NetworkPrior, _ topology: NetworkTopology, _ trial: Trial, seed: Int = 0, _ images: TrainingImages,
    context: RunContext
  ) throws -> TrainedTopology {
    let name = "\(prior.activation.rawValue) \(topology.rawValue)"
    let start = try prior.architecture(topology, scale: trial.scale).finiteWidth(
      units(topology), outputs: images.training.outputs, input: images.shape,
      seed: context.seed(purpose: "network of \(name)", index: seed), as: Float.self)
    let training = try TrialTraining(
      start, on: images.training,
      settings: TrainingSettings(
        loss: .meanSquaredError, optimiser: .adam(), learningRate: .constant(trial.rate), batchSize: batch),
      seed: context.seed(purpose: "batches of \(name)", index: seed), threads: context.threads)
    let (steps, interval) = (steps(trial.rate), interval(trial.rate))
    var isLearned = false
    while !isLearned, training.progress.end == .none, training.progress.steps < steps {
      let rule = StoppingRule(
        steps: min(training.progress.steps + interval, steps), interval: interval, patience: .max,
        validationImages: images.validation.count)
      try training.run(under: rule, validation: images.validation)
      context.report(stage: "training", fraction: Double(training.progress.steps) / Double(steps))
      guard training.progress.end == .none else { break }
      let now = try training.evaluate(on: images.training)
      isLearned = now.accuracy == 1 && now.meanSquaredError < smallError
    }
    return try TrainedTopology(training, isLearned: isLearned, images)
  }

  /// Seconds of one core at 2 · 10¹⁰ multiply-adds each, all steps taken.
  func seconds(_ topology: NetworkTopology, _ sizes: ReducedImages.Sizes, depth: Int, rate: Double) -> Double {
    let steps = steps(rate)
    let (positions, units) = (Double(sizes.side * sizes.side), Double(units(topology)))
    let inner = Double(depth - 1) * units
    let perImage =
      topology == .fullyConnected ? units * (3 * positions + inner) : positions * 9 * units * (3 + inner)
    let looks = Double(steps / interval(rate) * (sizes.training + sizes.validation) + 2 * sizes.test)
    return (3 * Double(steps * batch) + looks) * perImage / 2e10
  }
}
