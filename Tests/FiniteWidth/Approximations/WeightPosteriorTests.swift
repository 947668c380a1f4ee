import Architectures
import FiniteWidth
import LinearAlgebra
import Nonlinearities
import Randomness
import Testing

@Suite struct WeightPosteriorTests {
  private static let inputs = Matrix<Double>(rows: 4, columns: 2, elements: [-1.2, 0.4, 0.3, -0.8, 0.9, 1.1, 0, 0.2])

  private static func posterior(depth: Int = 2, _ nonlinearity: Nonlinearity = .tanh) throws -> WeightPosterior {
    try WeightPosterior(
      .fullyConnected(depth: depth, nonlinearity: nonlinearity, weightVariance: 2, biasVariance: 0.3), width: 5,
      inputs: inputs, targets: [0.4, -0.7, 1.1, 0.2], noiseVariance: 0.1)
  }

  /// f of whitened weights is f of a network that holds the same weights scaled.
  @Test func outputsAreThoseOfTheNetwork() throws {
    let architecture = Architecture.fullyConnected(
      depth: 2, nonlinearity: .erf, weightVariance: 2, biasVariance: 0.3)
    let posterior = try Self.posterior(.erf)
    var network: FiniteNetwork<Double> = try architecture.finiteWidth(5, inputs: 2, seed: 1)
    let parameters = posterior.prior(3)
    var place = 0
    for layer in network.parameters.indices {
      let fanIn = Double(network.parameters[layer].weights.rows)
      for k in network.parameters[layer].weights.elements.indices {
        network.parameters[layer].weights.elements[k] = (2 / fanIn).squareRoot() * parameters[place]
        place += 1
      }
      for k in network.parameters[layer].biases.indices {
        network.parameters[layer].biases[k] = 0.3.squareRoot() * parameters[place]
        place += 1
      }
    }
    #expect(place == posterior.parameterCount)
    let expected = try network(Self.inputs).elements
    for (value, expected) in zip(try posterior.outputs(parameters, at: Self.inputs), expected) {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  private static func posterior(_ nonlinearity: Nonlinearity) throws -> WeightPosterior {
    try posterior(depth: 2, nonlinearity)
  }

  /// Central differences at h = 1e-5 leave h² and 1e-16/h, some 1e-10 of each.
  @Test("derivatives are those of differences", arguments: [0, 1, 3])
  func derivatives(depth: Int) throws {
    let posterior = try Self.posterior(depth: depth)
    let parameters = posterior.prior(4)
    let (gradient, jacobian) = (
      try posterior.gradient(parameters), try posterior.jacobian(parameters, at: Self.inputs)
    )
    for p in parameters.indices {
      var (above, below) = (parameters, parameters)
      above[p] += 1e-5
      below[p] -= 1e-5
      let slope = try (posterior.logDensity(above) - posterior.logDensity(below)) / 2e-5
      #expect(abs(slope - gradient[p]) < 1e-6 * max(1, abs(slope)))
      let outputs = (try posterior.outputs(above, at: Self.inputs), try posterior.outputs(below, at: Self.inputs))
      for i in 0..<4 { #expect(abs((outputs.0[i] - outputs.1[i]) / 2e-5 - jacobian[i, p]) < 1e-7) }
    }
  }

  @Test func whatIsRefused() throws {
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    func make(_ layers: [Layer], targets: [Double] = [0, 1, 2, 3], noise: Double = 0.1) throws -> WeightPosterior {
      try WeightPosterior(
        Architecture(layers: layers), width: 4, inputs: Self.inputs, targets: targets, noiseVariance: noise)
    }
    #expect(try make([dense, .activation(.erf), dense]).parameterCount == 2 * 4 + 4 + 4 + 1)
    #expect(throws: PosteriorFailure.notFullyConnected) { try make([dense, .activation(.erf)]) }
    #expect(throws: PosteriorFailure.notFullyConnected) { try make([dense, dense]) }
    #expect(throws: PosteriorFailure.notFullyConnected) { try make([dense, .layerNorm, .activation(.erf), dense]) }
    #expect(throws: PosteriorFailure.noise(0)) { try make([dense], noise: 0) }
    #expect(throws: PosteriorFailure.notFinite(row: 1)) { try make([dense], targets: [0, .nan, 1, 1]) }
    #expect(throws: FiniteWidthFailure.self) { try make([dense], targets: [0]) }
    #expect(throws: FiniteWidthFailure.wrongInputs(expected: 2, found: 1)) {
      try make([dense]).outputs([0, 0, 0], at: Matrix(rows: 1, columns: 1))
    }
    #expect(throws: PosteriorFailure.keepProbability(0)) {
      try make([dense]).dropout(keepProbability: 0, from: [0, 0, 0], DescentSettings(steps: 1), seed: 1)
    }
    #expect(throws: FiniteWidthFailure.self) { try LangevinChain(make([dense]), batchSize: 0, seed: 1) }
  }
}
