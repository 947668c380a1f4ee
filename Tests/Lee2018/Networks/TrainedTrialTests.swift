import Architectures
import FiniteWidth
import Foundation
import Lee2018
import LinearAlgebra
import Randomness
import Results
import Suite
import Testing
import Work

@Suite("One trial of a search") struct TrainedTrialTests {
  /// Two clouds on either side of a plane, ten standard deviations apart: any network that learns gets all of them.
  private static func clouds(_ n: Int, _ purpose: String) -> NetworkImages.Part {
    var generator = CounterBasedGenerator(seed: Seed(root: 0, experiment: "tests", purpose: purpose))
    var x = Matrix<Float>(rows: n, columns: 10)
    var y = Matrix<Float>(rows: n, columns: 10, repeating: -0.1)
    for i in 0..<n {
      for j in 0..<10 { x[i, j] = Float(generator.normal() * 0.2 + (j == 0 ? (i % 2 == 0 ? 1 : -1) : 0)) }
      y[i, i % 2] = 0.9
    }
    return NetworkImages.Part(inputs: x, targets: y)
  }

  private static let images = NetworkImages(
    training: clouds(64, "training"), validation: clouds(100, "validation"), test: clouds(200, "test"))

  private static func trial(
    learningRate: Double, loss: Loss = .meanSquaredError, optimiser: Optimiser = .adam()
  ) throws -> TrainedTrial {
    let seed = Seed(root: 0, experiment: "tests", purpose: "trial")
    let network = try Architecture.fullyConnected(
      depth: 1, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1
    ).finiteWidth(20, outputs: 10, inputs: 10, seed: seed, as: Float.self)
    return try TrainedTrial(
      network, images,
      settings: TrainingSettings(
        loss: loss, optimiser: optimiser, learningRate: .constant(learningRate), batchSize: 16),
      rule: StoppingRule(steps: 400, interval: 10, patience: 3, validationImages: 100), seed: seed, context: context)
  }

  /// Once every validation image is right and their error falls no more, no validation gains: three more, and the run
  /// ends.
  @Test func itStopsWhenValidationGainsNoMore() throws {
    let trial = try Self.trial(learningRate: 0.01)
    #expect(trial.status == .done)
    #expect(trial.progress.accuracy == 1)
    // 100 right validation images of 100 leave room for a few errors in a hundred.
    #expect(trial.test.map { $0.accuracy > 0.95 } == true)
    #expect(trial.progress.steps == max(trial.progress.bestStep, trial.progress.leastErrorStep) + 30)
    #expect(trial.progress.steps < 400)
    #expect(trial.row.values.integers["diverged_step"] == [0])
    #expect(trial.row.values.integers == (try Self.trial(learningRate: 0.01)).row.values.integers)
  }

  @Test func aTrialThatDivergesSaysWhere() throws {
    let trial = try Self.trial(learningRate: 1e8, optimiser: .gradientDescent)
    #expect(trial.status == .diverged)
    #expect(trial.progress.divergedStep > 0 && trial.progress.divergedStep <= 10)
    #expect(trial.test == nil)
    #expect(trial.row.values.numbers["test_accuracy"]?.first?.isNaN == true)
  }

  static let context: RunContext = {
    let progress = ProgressDisplay(style: .quiet, write: { _ in })
    return RunContext(
      experiment: "tests",
      settings: RunSettings(tier: .quick, results: URL(filePath: "/nowhere"), rootSeed: 0, threads: 1),
      progress: progress, interruption: Interruption(),
      library: DatasetLibrary(directory: nil, proceduralDirectory: URL(filePath: "/nowhere"), progress: progress))
  }()
}
