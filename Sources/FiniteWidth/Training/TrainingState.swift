/// Where a training run stands: all that a trainer of the same network, data, settings and seed needs to go on as if it
/// had never stopped, to the last bit.
///
/// The mini-batches of a step follow from its number and the seed, and what weight decay pulls to from the network that
/// training began with: neither is part of it.
public struct TrainingState<S: TrainableScalar>: Sendable, Equatable {
  public let stepsTaken: Int
  public let status: TrainingStatus
  /// See `Trainer.lastLoss`.
  public let lastLoss: Double
  /// Layer by layer the weights, then the biases, each followed by its moments.
  public let numbers: [S]

  public init(stepsTaken: Int, status: TrainingStatus, lastLoss: Double, numbers: [S]) {
    (self.stepsTaken, self.status, self.lastLoss, self.numbers) = (stepsTaken, status, lastLoss, numbers)
  }
}

extension Trainer {
  /// Where the run stands now.
  ///
  /// - Complexity: a copy of parameters and moments.
  public var state: TrainingState<S> {
    TrainingState(
      stepsTaken: stepsTaken, status: status, lastLoss: lastLoss, numbers: core.parameters.numbersWithMoments)
  }

  /// Goes on from a state of a trainer that was made alike. Another number of threads may change last bits from here,
  /// as it does from the beginning.
  ///
  /// - Throws: `FiniteWidthFailure.wrongState` for a state of another network or optimiser.
  public func restore(_ state: TrainingState<S>) throws {
    let expected = core.parameters.countWithMoments
    guard state.numbers.count == expected, state.stepsTaken >= 0 else {
      throw FiniteWidthFailure.wrongState(expected: expected, found: state.numbers.count)
    }
    core.parameters.read(numbersWithMoments: state.numbers)
    core.batches?.seek(step: state.stepsTaken)
    resume(after: state)
  }
}
