import Architectures
import FiniteWidth
import Lee2018
import LinearAlgebra
import Randomness
import Suite
import Testing

@Suite("Training to full accuracy") struct FullAccuracyTrainingTests {
  private static let seed = Seed(root: 0, experiment: "tests", purpose: "full accuracy")

  /// Points on a line, of two classes; `flipped` many have the label of the other.
  private static func images(_ n: Int, flipped: Int = 0) -> ImageRegression {
    var generator = CounterBasedGenerator(seed: seed)
    var x = Matrix<Float>(rows: n, columns: 4)
    var y = Matrix<Float>(rows: n, columns: 2)
    for i in 0..<n {
      for j in 0..<4 { x[i, j] = Float(j == 0 ? (i % 2 == 0 ? 2 : -2) : 0.1 * generator.normal()) }
      y[i, (i + (i >= n - flipped ? 1 : 0)) % 2] = 1
    }
    return ImageRegression(inputs: x, targets: y)
  }

  private static func run(
    _ images: ImageRegression, learningRate: Double = 0.01, epochs: Int = 40, firstLook: Int = 20,
    hopeful: Double = 0.5, optimiser: Optimiser = .adam()
  ) throws -> (run: FullAccuracyTraining, trainer: Trainer<Float>) {
    let network = try Architecture.fullyConnected(
      depth: 1, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1
    ).finiteWidth(8, outputs: 2, inputs: 4, seed: seed, as: Float.self)
    let trainer = try Trainer(
      network, inputs: images.inputs, targets: images.targets,
      settings: TrainingSettings(
        loss: .crossEntropy, optimiser: optimiser, learningRate: .constant(learningRate), batchSize: 50),
      seed: seed, threads: 1)
    var limits = FullAccuracyTraining.Limits(epochs: epochs, firstLook: firstLook)
    limits.hopeful = hopeful
    return (try FullAccuracyTraining(trainer, on: images, within: limits) { _ in }, trainer)
  }

  /// 2,500 images are three blocks.
  @Test func itEndsAsSoonAsAllImagesAreRight() throws {
    let images = Self.images(2_500)
    let (run, trainer) = try Self.run(images)
    #expect(run.end == .allRight && run.divergedStep == 0)
    #expect(trainer.epochs < 40)
    #expect(try trainer.evaluate(images.inputs, images.targets).accuracy == 1)
  }

  /// The wrong labels are in the last block.
  @Test func oneWrongImageIsNotAllRight() throws {
    let (run, trainer) = try Self.run(Self.images(2_500, flipped: 1), epochs: 3)
    #expect(run.end == .limit)
    #expect(trainer.epochs == 3)
  }

  @Test func aRunWithoutHopeEndsAtItsFirstLook() throws {
    let (run, trainer) = try Self.run(Self.images(500, flipped: 100), epochs: 40, firstLook: 4, hopeful: 0.9)
    #expect(run.end == .hopeless)
    #expect(trainer.epochs == 4)
  }

  @Test func aDivergentRunSaysWhere() throws {
    let (run, _) = try Self.run(Self.images(500, flipped: 100), learningRate: 1e30, optimiser: .gradientDescent)
    #expect(run.end == .diverged && run.divergedStep > 0)
  }
}
