import Architectures
import FiniteWidth
import LinearAlgebra
import Nonlinearities
import Platform
import Randomness
import Testing
import WidthExpansion

/// Order 1/n of training against networks that were trained: the coefficient by extrapolation from two widths.
@Suite struct TrainedNetworksTests {
  private static let (narrow, wide, count, steps, rate) = (32, 64, 2_000, 12, 0.2)

  /// n times the change of Θ̂ at four pairs of inputs, and of the outputs from those of the network's own linear
  /// training, by network.
  private func sample(_ architecture: Architecture, width: Int) throws -> [[Double]] {
    let (inputs, targets) = (TrainingExpansionTests.inputs, TrainingExpansionTests.targets)
    let seen = Matrix(rows: 3, columns: 3, elements: Array(inputs.elements.prefix(9)))
    return try Parallel.map(count: Self.count) { number in
      let network = try architecture.finiteWidth(
        width, inputs: 3, seed: Seed(root: 1, experiment: "tests", purpose: "trained \(width)", index: number),
        parameterisation: .neuralTangent)
      let trainer = try Trainer(
        network, inputs: seen, targets: Matrix(rows: 3, columns: 1, elements: targets),
        settings: TrainingSettings(
          loss: .halfSquaredErrorSum, optimiser: .gradientDescent, learningRate: .constant(Self.rate)),
        seed: Seed(root: 1, experiment: "tests", purpose: "training", index: number), threads: 1)
      trainer.run(steps: Self.steps)
      let (before, after) = (
        try network.tangentKernel(of: inputs, outputs: 0..<1),
        try trainer.network.tangentKernel(of: inputs, outputs: 0..<1)
      )
      var linear = try network(inputs).elements
      for _ in 0..<Self.steps {
        let errors = targets.indices.map { linear[$0] - targets[$0] }
        for x in 0..<4 { for a in 0..<3 { linear[x] -= Self.rate * before[x, a] * errors[a] } }
      }
      let outputs = try trainer.outputs(for: inputs).elements
      let kernel = [(0, 0), (0, 1), (1, 1), (0, 3)].map { after[$0.0, $0.1] - before[$0.0, $0.1] }
      return (kernel + zip(outputs, linear).map { $0 - $1 }).map { $0 * Double(width) }
    }
  }

  @Test("coefficients of 1/n are those of networks", arguments: [Nonlinearity.tanh, .erf])
  func coefficients(nonlinearity: Nonlinearity) throws {
    let architecture = try WidthExpansionTests.network(nonlinearity, hiddenLayers: 2)
    let expansion = try WidthExpansion(architecture, inputs: TrainingExpansionTests.inputs)
    let training = try TrainingExpansion(expansion, targets: TrainingExpansionTests.targets)
    let after = try training.correction(at: .gradientDescent(rate: Self.rate, steps: Self.steps))
    let kernel = [(0, 0), (0, 1), (1, 1), (0, 3)].map {
      after.tangentKernel[$0.0, $0.1] - expansion.tangentKernelCorrection[$0.0, $0.1]
    }
    let samples = try [Self.narrow, Self.wide].map { try sample(architecture, width: $0) }
    var sharpest = 0.0
    for (k, expected) in (kernel + after.fromMovement).enumerated() {
      let moments = samples.map { sample in
        let mean = sample.reduce(0) { $0 + $1[k] } / Double(Self.count)
        let square = sample.reduce(0) { $0 + ($1[k] - mean) * ($1[k] - mean) }
        return (mean: mean, variance: square / Double(Self.count * (Self.count - 1)))
      }
      // c + c′/n at n and 2n.
      let value = 2 * moments[1].mean - moments[0].mean
      let error = (4 * moments[1].variance + moments[0].variance).squareRoot()
      #expect(abs(value - expected) < 4.5 * error, "\(k): \(value) ± \(error), and \(expected) is expected")
      sharpest = max(sharpest, abs(expected) / error)
    }
    // What is compared is seen in the networks by itself.
    #expect(sharpest > 8)
  }
}
