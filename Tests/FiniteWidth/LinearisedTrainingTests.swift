import Architectures
import FiniteWidth
import Inference
import LinearAlgebra
import Testing

@Suite struct LinearisedTrainingTests {
  private static let x: Matrix<Double> = inputs(4, 3)
  private static let y = Matrix<Double>(rows: 4, columns: 2, elements: [1, -1, 0.5, 0.2, -0.7, 0.3, 0.1, 0.9])
  private static let test: Matrix<Double> = Matrix(rows: 2, columns: 3, elements: [0.2, -0.4, 0.9, 1.1, 0.3, -0.2])

  private static func network(trainable: Bool) throws -> FiniteNetwork<Double> {
    try Architecture {
      Dense(weightVariance: 1.5, biasVariance: 0.2, trainable: LayerLearning(isTrained: trainable))
      Tanh()
      Dense(weightVariance: 1.5, biasVariance: 0.2)
    }.finiteWidth(20, outputs: 2, inputs: 3, seed: seed, parameterisation: .neuralTangent)
  }

  /// By full-batch gradient descent on ½ Σ ‖f − y‖².
  private static func trained(
    _ network: FiniteNetwork<Double>, rate: Double, steps: Int
  ) throws -> FiniteNetwork<Double> {
    let settings = TrainingSettings(
      loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate))
    let trainer = try Trainer(network, inputs: x, targets: y, settings: settings, seed: seed)
    trainer.run(steps: steps)
    return trainer.network
  }

  @Test func itBeginsAtTheNetworkAndEndsAtTheTargets() throws {
    let network = try Self.network(trainable: true)
    let training = try LinearisedTraining(network, inputs: Self.x, targets: Self.y, testInputs: Self.x)
    let outputs = try training.outputs(at: [0, .infinity])
    let initial = try network(Self.x)
    for k in Self.y.elements.indices {
      #expect(outputs[0].elements[k] == initial.elements[k])
      // One solve of a kernel with a condition number of some hundreds.
      #expect(abs(outputs[1].elements[k] - Self.y.elements[k]) < 1e-11)
    }
  }

  /// A network whose last layer alone is trained is linear: gradient descent follows e^{−λt} within ηλ_max · max x
  /// e^{−x}/2 = 0.19 ηλ_max of a residual, carried to test inputs by Θ̂(x, X) Θ̂⁻¹; on the training inputs that factor
  /// is 1.
  @Test func gradientDescentOnTheLastLayerFollowsIt() throws {
    let network = try Self.network(trainable: false)
    let training = try LinearisedTraining(network, inputs: Self.x, targets: Self.y, testInputs: Self.x)
    let rate = 1e-3 / training.largestEigenvalue
    let initial = try network(Self.x)
    let residual = zip(initial.elements, Self.y.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    for steps in [100, 3_000] {
      let trained = try Self.trained(network, rate: rate, steps: steps)
      let outputs = try training.outputs(at: [rate * Double(steps)])[0]
      let actual = try trained(Self.x)
      for k in outputs.elements.indices {
        #expect(abs(outputs.elements[k] - actual.elements[k]) < 0.19e-3 * residual)
      }
      // The network linearised at its beginning, moved to the trained parameters, is the trained network.
      let moved = try network.linearised(at: trained, Self.test)
      let there = try trained(Self.test)
      for k in moved.elements.indices { #expect(abs(moved.elements[k] - there.elements[k]) < 1e-12) }
    }
  }

  /// Trained in all layers for a short while, a network is where its linearisation is, to first order in the time.
  @Test func smallStepsInAllLayersFollowIt() throws {
    let network = try Self.network(trainable: true)
    let training = try LinearisedTraining(network, inputs: Self.x, targets: Self.y, testInputs: Self.test)
    let initial = try network(Self.test)
    func error(_ time: Double) throws -> Double {
      let trained = try Self.trained(network, rate: time / 50, steps: 50)
      let (linear, actual) = (try training.outputs(at: [time])[0], try trained(Self.test))
      func norm(_ other: Matrix<Double>) -> Double {
        zip(linear.elements, other.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      }
      return norm(actual) / norm(initial)
    }
    // What is left is of second order: a tenth of the time leaves about a tenth of the relative error.
    let (longer, shorter) = (try error(0.01), try error(0.001))
    #expect(shorter < 0.02)
    #expect((0.05...0.2).contains(shorter / longer))
  }

  @Test func targetsOfAnotherShapeAreRefused() throws {
    let network = try Self.network(trainable: true)
    #expect(throws: FiniteWidthFailure.wrongTargets(expected: [4, 2], found: [3, 2])) {
      try LinearisedTraining(network, inputs: Self.x, targets: Matrix(rows: 3, columns: 2), testInputs: Self.x)
    }
  }
}
