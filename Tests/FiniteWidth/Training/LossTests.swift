import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Testing

@Suite struct LossTests {
  @Test func theEvaluationIsTheFormula() {
    let f = Matrix<Double>(rows: 3, columns: 2, elements: [1, 2, 0, 0, -3, 1])
    let y = Matrix<Double>(rows: 3, columns: 2, elements: [0, 1, 1, 0, 1, 0])
    let evaluation = Evaluation(outputs: f, targets: y)
    // Row 0 is right, row 1 a tie that the first output wins, row 2 wrong.
    #expect(evaluation.accuracy == 2.0 / 3)
    #expect(abs(evaluation.meanSquaredError - (1 + 1 + 1 + 0 + 16 + 1) / 6.0) < 1e-15)
    let entropy = (log(1 + exp(-1.0)) + log(2.0) + log(1 + exp(4.0))) / 3
    #expect(abs(evaluation.crossEntropy - entropy) < 1e-15)
  }

  @Test func oneOutputIsJudgedByItsSign() {
    let f = Matrix<Float>(rows: 4, columns: 1, elements: [0.2, -0.1, -3, .nan])
    let y = Matrix<Float>(rows: 4, columns: 1, elements: [1, -1, 1, -1])
    #expect(Evaluation(outputs: f, targets: y).accuracy == 0.5)
  }

  @Test func noRowsHaveNoScore() {
    #expect(
      Evaluation(outputs: Matrix<Float>(rows: 0, columns: 2), targets: Matrix(rows: 0, columns: 2)).accuracy.isNaN)
  }

  /// Outputs of any size have a finite cross-entropy: the largest is taken off before the exponential.
  @Test func largeOutputsDoNotOverflow() {
    let f = Matrix<Double>(rows: 1, columns: 3, elements: [1e6, 0, -1e6])
    let y = Matrix<Double>(rows: 1, columns: 3, elements: [0, 1, 0])
    #expect(Evaluation(outputs: f, targets: y).crossEntropy == 1e6)
    let infinite = Matrix<Double>(rows: 1, columns: 3, elements: [.infinity, 0, 0])
    #expect(!Evaluation(outputs: infinite, targets: y).crossEntropy.isFinite)
  }

  @Test func schedulesAreTheirFormulas() {
    #expect(LearningRateSchedule.constant(0.3).rate(at: 7) == 0.3)
    let stepped = LearningRateSchedule.stepped(initial: 1, boundaries: [10, 20], factor: 0.5)
    #expect([0, 9, 10, 19, 20].map { stepped.rate(at: $0) } == [1, 1, 0.5, 0.5, 0.25])
    #expect(abs(LearningRateSchedule.exponential(initial: 2, factor: 0.9).rate(at: 3) - 2 * 0.729) < 1e-15)
    let cosine = LearningRateSchedule.cosine(initial: 2, steps: 10)
    #expect(cosine.rate(at: 0) == 2)
    #expect(abs(cosine.rate(at: 5) - 1) < 1e-15)
    #expect([10, 11].map { cosine.rate(at: $0) } == [0, 0])
  }

  /// One linear weight, rate η: the schedule reaches the steps it names. L = ½ (w − 1)², so w − 1 shrinks by 1 − η
  /// each.
  @Test func theScheduleReachesItsSteps() throws {
    let network = try Architecture.fullyConnected(
      depth: 0, nonlinearity: .identity, weightVariance: 1, biasVariance: 0
    ).finiteWidth(1, inputs: 1, seed: seed)
    let trainer = try Trainer(
      network, inputs: Matrix(rows: 1, columns: 1, repeating: 1), targets: Matrix(rows: 1, columns: 1, repeating: 1),
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent,
        learningRate: .stepped(initial: 0.5, boundaries: [2], factor: 0.5)), seed: seed)
    #expect(trainer.learningRate == 0.5)
    trainer.run(steps: 3)
    let (before, after) = (network.parameters[0].weights[0, 0] - 1, trainer.network.parameters[0].weights[0, 0] - 1)
    #expect(abs(after - before * 0.5 * 0.5 * 0.75) < 1e-15)
    #expect(trainer.learningRate == 0.25)
  }
}
