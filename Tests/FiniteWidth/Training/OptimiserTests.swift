import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness
import Testing

@Suite struct OptimiserTests {
  /// Four steps of a 3-4-2 network by PyTorch in float64 (`Golden/make_optimisers.py`).
  struct Golden: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
      let loss: String
      let optimiser: String
      let weightDecay: Double
      let losses: [Double]
      let parameters: [[Double]]
      var testDescription: String { "\(loss), \(optimiser), weight decay \(weightDecay)" }
    }
    let inputs: [Double]
    let targets: [Double]
    let classes: [Double]
    let start: [[Double]]
    let cases: [Case]
  }

  static let golden: Golden? = Bundle.module.url(forResource: "Golden/optimisers", withExtension: "json")
    .flatMap { try? Data(contentsOf: $0) }.flatMap { try? JSONDecoder().decode(Golden.self, from: $0) }

  static let optimisers: [String: Optimiser] = [
    "gradientDescent": .gradientDescent, "momentum": .momentum(0.8), "rmsProp": .rmsProp(), "adam": .adam(),
  ]

  /// Rounding in four steps of numbers of order one: 1e-14 relative to the largest, and a hundred times that where
  /// RMSProp and Adam divide a small gradient by its own size.
  @Test(arguments: golden?.cases ?? []) func fourStepsAgreeWithPyTorch(test: Golden.Case) throws {
    let golden = try #require(Self.golden)
    let loss = try #require(Loss(rawValue: test.loss))
    let targets = loss == .crossEntropy ? golden.classes : golden.targets
    let trainer = try Trainer(
      try Self.network(golden.start), inputs: Matrix(rows: 5, columns: 3, elements: golden.inputs),
      targets: Matrix(rows: 5, columns: 2, elements: targets),
      settings: TrainingSettings(
        loss: loss, optimiser: try #require(Self.optimisers[test.optimiser]), learningRate: .constant(0.05),
        weightDecay: test.weightDecay), seed: seed)
    for expected in test.losses {
      #expect(trainer.step() == .running)
      #expect(abs(trainer.lastLoss - expected) < 1e-12 * max(1, expected))
    }
    let network = trainer.network
    let found = network.parameters.flatMap { [$0.weights.elements, $0.biases] }
    for (mine, theirs) in zip(found, test.parameters) {
      #expect(mine.count == theirs.count)
      for (a, b) in zip(mine, theirs) { #expect(abs(a - b) < 1e-12) }
    }
  }

  @Test func thereAreGoldenValues() { #expect(Self.golden?.cases.count == 24) }

  /// A step in neural-tangent parameterisation is a step in ω = W/√μ, β = b/√μ: four steps written out, from gradients
  /// that `BackpropagationTests` checks.
  @Test(arguments: ["gradientDescent", "momentum", "rmsProp", "adam"])
  func theNeuralTangentParameterisationStepsItsOwnParameters(name: String) throws {
    let optimiser = try #require(Self.optimisers[name])
    let (rate, decay) = (0.02, 0.1)
    let x = inputs(6, 3)
    let y = Matrix<Double>(rows: 6, columns: 2, elements: (0..<12).map { 0.3 * Double($0) - 1 })
    var network = try Self.architecture.finiteWidth(
      4, outputs: 2, inputs: 3, seed: seed, parameterisation: .neuralTangent)
    let trainer = try Trainer(
      network, inputs: x, targets: y,
      settings: TrainingSettings(
        loss: .halfSquaredErrorSum, optimiser: optimiser, learningRate: .constant(rate), weightDecay: decay), seed: seed
    )
    var moments: [[(Double, Double)]] = network.parameters.flatMap {
      [$0.weights.elements.map { _ in (0, 0) }, $0.biases.map { _ in (0, 0) }]
    }
    for step in 1...4 {
      trainer.step()
      let trace = try network.trace(x)
      let difference = Matrix<Double>(
        rows: 6, columns: 2, elements: zip(trace.outputs.elements, y.elements).map { $0 - $1 })
      let gradients = try network.gradients(trace, outputGradient: difference)
      for (k, gradient) in gradients.enumerated() {
        let layer = network.parameters[k]
        let (weightRoot, biasRoot) = (layer.weightMetric.squareRoot(), layer.biasMetric.squareRoot())
        for i in layer.weights.elements.indices {
          network.parameters[k].weights.elements[i] -=
            weightRoot
            * change(
              weightRoot * gradient.weights.elements[i] + decay * layer.weights.elements[i] / weightRoot,
              &moments[2 * k][i], step)
        }
        for i in layer.biases.indices {
          network.parameters[k].biases[i] -=
            biasRoot
            * change(biasRoot * gradient.biases[i] + decay * layer.biases[i] / biasRoot, &moments[2 * k + 1][i], step)
        }
      }
    }
    for (mine, expected) in zip(trainer.network.parameters, network.parameters) {
      for (a, b) in zip(mine.weights.elements, expected.weights.elements) { #expect(abs(a - b) < 1e-12) }
      for (a, b) in zip(mine.biases, expected.biases) { #expect(abs(a - b) < 1e-12) }
    }

    func change(_ g: Double, _ moments: inout (Double, Double), _ step: Int) -> Double {
      switch name {
      case "momentum":
        moments.0 = 0.8 * moments.0 + g
        return rate * moments.0
      case "rmsProp":
        moments.0 = 0.9 * moments.0 + 0.1 * g * g
        return rate * g / (moments.0.squareRoot() + 1e-8)
      case "adam":
        moments.0 = 0.9 * moments.0 + 0.1 * g
        moments.1 = 0.999 * moments.1 + 0.001 * g * g
        let (m, v) = (moments.0 / (1 - pow(0.9, Double(step))), moments.1 / (1 - pow(0.999, Double(step))))
        return rate * m / (v.squareRoot() + 1e-8)
      default: return rate * g
      }
    }
  }

  static let architecture = Architecture.fullyConnected(
    depth: 1, nonlinearity: .tanh, weightVariance: 1.5, biasVariance: 0.2)

  static func network(_ parameters: [[Double]]) throws -> FiniteNetwork<Double> {
    var network = try architecture.finiteWidth(4, outputs: 2, inputs: 3, seed: seed)
    for layer in 0..<2 {
      network.parameters[layer].weights.elements = parameters[2 * layer]
      network.parameters[layer].biases = parameters[2 * layer + 1]
    }
    return network
  }
}
