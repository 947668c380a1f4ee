import Architectures
import FiniteWidth
import LinearAlgebra
import Randomness
import Suite
import Testing

@Suite("The course of a training through several numbers of steps") struct TrainingCourseTests {
  /// Two classes told apart by their first input, learned with a rate.
  private static func trainer(rate: Double) throws -> (Trainer<Float>, inputs: Matrix<Float>, targets: Matrix<Float>) {
    var (x, y) = (Matrix<Float>(rows: 20, columns: 3), Matrix<Float>(rows: 20, columns: 2))
    for i in 0..<20 {
      (x[i, 0], x[i, 1], x[i, 2]) = (i.isMultiple(of: 2) ? 1 : -1, Float(i) / 20, 0.5)
      y[i, i % 2] = 1
    }
    let seed = Seed(root: 0, experiment: "tests", purpose: "course")
    let network = try Architecture.fullyConnected(
      depth: 1, nonlinearity: .relu, weightVariance: 2, biasVariance: 0.1
    ).finiteWidth(20, outputs: 2, inputs: 3, seed: seed, as: Float.self)
    let trainer = try Trainer(
      network, inputs: x, targets: y,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate), batchSize: nil),
      seed: seed, threads: 1)
    return (trainer, x, y)
  }

  @Test func oneNetworkGoesThroughAllLooks() throws {
    let (trainer, inputs, targets) = try Self.trainer(rate: 1e-3)
    let course = try trainer.course(to: [0, 5, 200], (inputs, targets), (inputs, targets))
    #expect(trainer.stepsTaken == 200)
    #expect(course.divergedStep == 0)
    #expect(course.accuracies.count == 3 && course.accuracies.allSatisfy { $0.count == 2 && $0[0] == $0[1] })
    #expect(course.accuracies[2][0] == 1)
  }

  /// What a network had learned before its loss ran away stays; from then on it counts as chance.
  @Test func aNetworkThatDivergesCountsAsChance() throws {
    let (trainer, inputs, targets) = try Self.trainer(rate: 1e6)
    let course = try trainer.course(to: [0, 50, 100], (inputs, targets))
    #expect((1...50).contains(course.divergedStep))
    #expect(course.accuracies[0] != [0.1])
    #expect(course.accuracies.dropFirst() == [[0.1], [0.1]])
  }

  /// The last step leaves parameters whose loss no step computes.
  @Test func theLastStepIsLookedAtToo() throws {
    let (trainer, inputs, targets) = try Self.trainer(rate: .greatestFiniteMagnitude)
    let course = try trainer.course(to: [1], (inputs, targets))
    #expect(trainer.status == .running)
    #expect(course.divergedStep == 2 && course.accuracies == [[0.1]])
  }

  @Test func divergedNetworksAreCountedInWords() {
    #expect(TrainingCourse.words([("a", [0, 0])]) == "No network's loss ceased to be finite.")
    let words = TrainingCourse.words([("a", [0, 3, 9]), ("b", [0]), ("c", [1])])
    #expect(words.hasSuffix("they count as chance (a: 2; c: 1)."))
  }
}
