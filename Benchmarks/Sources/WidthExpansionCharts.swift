import Architectures
import FiniteWidth
import LinearAlgebra
import Nonlinearities
import Platform
import Randomness
import WidthExpansion

extension Chart {
  /// All statistics of order 1/n of 16 inputs behind five hidden layers.
  static let widthExpansion = Chart(title: "Order 1/n, 16 inputs, five hidden layers") { _ in
    // Fours of 16 inputs in whatever order.
    let fours = 5 * 16 * 17 * 18 * 19 / 24
    return try [Nonlinearity.erf, .tanh].map { nonlinearity in
      let network = Architecture.fullyConnected(
        depth: 5, nonlinearity: nonlinearity, weightVariance: 1.5, biasVariance: 0.1)
      let time = try Measurement(runs: 1) { _ = try WidthExpansion(network, inputs: expansionInputs) }
      return Figure(
        name: nonlinearity.name, value: time.seconds, unit: "s", limit: .atMost(60),
        ratio: "\(Table.number(time.processorSeconds / Double(fours) * 1e3)) ms of one core for the moments of four")
    }
  }

  private static let expansionInputs = Matrix(
    rows: 16, columns: 24,
    elements: (0..<16 * 24).map { (place: Int) -> Double in
      let residue = (7 * place * place + 3 * place) % 101
      return Double(residue) / 50 - 1
    })

  /// What theory and networks of `finitewidth/dynamics` take: order 1/n at ten times of training, and 200 networks.
  static let widthExpansionOfTraining = Chart(title: "Order 1/n of training, 16 inputs, two hidden layers") { _ in
    let network = Architecture.fullyConnected(depth: 2, nonlinearity: .erf, weightVariance: 1.5, biasVariance: 0.1)
    let expansion = try WidthExpansion(network, inputs: expansionInputs)
    let targets = (0..<16).map { $0 % 3 == 0 ? 1.0 : -1 }
    let rate = try 0.5 / TrainingExpansion(expansion, targets: targets).largestEigenvalue
    let theory = try Measurement(runs: 1, warmUp: false) {
      let training = try TrainingExpansion(expansion, targets: targets)
      for power in 1...10 { _ = try training.correction(at: .gradientDescent(rate: rate, steps: 1 << power)) }
    }
    let seed = Seed(root: 0, experiment: "benchmark", purpose: "networks", index: 0)
    let networks = try Measurement(runs: 1, warmUp: false) {
      _ = try Parallel.map(count: 200) { number in
        let trainer = try Trainer(
          network.finiteWidth(
            256, inputs: 24, seed: Seed(root: 0, experiment: "benchmark", purpose: "networks", index: number),
            parameterisation: .neuralTangent, as: Float.self), inputs: Matrix<Float>(expansionInputs),
          targets: Matrix<Float>(Matrix(rows: 16, columns: 1, elements: targets)),
          settings: TrainingSettings(
            loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(rate)), seed: seed,
          threads: 1)
        return trainer.run(steps: 2_000) == .running
      }
    }
    return [
      Figure(
        name: "correction at ten times", value: theory.seconds, unit: "s", limit: .atMost(10),
        ratio: "\(Table.number(theory.processorSeconds)) s of one core"),
      Figure(
        name: "200 networks of width 256, 2,000 steps", value: networks.seconds, unit: "s", limit: .atMost(60),
        ratio: "\(Table.number(networks.processorSeconds / 400_000 * 1e6)) µs of one core a step"),
    ]
  }
}
