import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

@Suite struct TrainingStateTests {
  private static let optimisers: [Optimiser] = [.gradientDescent, .momentum(0.9), .rmsProp(), .adam()]

  private static func settings(_ optimiser: Optimiser, batchSize: Int?) -> TrainingSettings {
    TrainingSettings(
      loss: .meanSquaredError, optimiser: optimiser, learningRate: .exponential(initial: 1e-3, factor: 0.99),
      weightDecay: 1e-3, decayCentre: .initialParameters, batchSize: batchSize)
  }

  /// A network with dropout and a residual, stopped within the first epoch, at the end of one (100 examples, batches of
  /// 20) and within a later one.
  @Test(arguments: optimisers, [nil, 20, 32]) func aRunThatWasStoppedGoesOnWithTheSameBits(
    _ optimiser: Optimiser, _ batchSize: Int?
  ) throws {
    let settings = Self.settings(optimiser, batchSize: batchSize)
    let whole = try TrainerTests.trainer(settings, width: 40, threads: 1)
    whole.run(steps: 23)
    for stop in [0, 2, 5, 13] {
      let first = try TrainerTests.trainer(settings, width: 40, threads: 1)
      first.run(steps: stop)
      let second = try TrainerTests.trainer(settings, width: 40, threads: 1)
      // Where it stood before does not matter.
      second.run(steps: 3)
      try second.restore(first.state)
      #expect(second.stepsTaken == stop)
      second.run(steps: 23 - stop)
      #expect(second.state == whole.state, "stopped after \(stop)")
      #expect(second.network.parameters == whole.network.parameters)
    }
  }

  @Test func aDivergedRunStaysDiverged() throws {
    let settings = TrainingSettings(
      loss: .meanSquaredError, optimiser: .gradientDescent, learningRate: .constant(1e8))
    let first = try TrainerTests.trainer(settings, width: 40, threads: 1)
    first.run(steps: 50)
    #expect(first.status.isDiverged)
    let second = try TrainerTests.trainer(settings, width: 40, threads: 1)
    try second.restore(first.state)
    #expect(second.status == first.status && second.step() == first.status)
  }

  @Test func aStateOfAnotherNetworkIsRefused() throws {
    let trainer = try TrainerTests.trainer(width: 40, threads: 1)
    let state = try TrainerTests.trainer(width: 41, threads: 1).state
    let failure = #expect(throws: FiniteWidthFailure.self) { try trainer.restore(state) }
    #expect(failure == .wrongState(expected: trainer.state.numbers.count, found: state.numbers.count))
    #expect(failure?.message.contains("same network and optimiser") == true)
    #expect(trainer.stepsTaken == 0)
  }
}
