import Architectures
import FiniteWidth
import LinearAlgebra
import Nonlinearities
import Testing

/// Lengths and settings that would have been read past their ends, divided by 0 or looped over backwards.
@Suite struct ApproximationChecksTests {
  private static let inputs = Matrix<Double>(rows: 3, columns: 1, elements: [-1, 0.2, 0.9])
  private static let none = Matrix<Double>(rows: 0, columns: 1, elements: [])
  private static let descent = DescentSettings(steps: 2)

  /// 2 + 2 + 2 + 1 parameters.
  private static func posterior() throws -> WeightPosterior {
    try WeightPosterior(
      .fullyConnected(depth: 1, nonlinearity: .tanh, weightVariance: 2, biasVariance: 0.3), width: 2, inputs: inputs,
      targets: [0.4, -0.7, 1.1], noiseVariance: 0.1)
  }

  @Test("vectors of another length are refused everywhere", arguments: [0, 6, 8])
  func parameters(count: Int) throws {
    let posterior = try Self.posterior()
    let (right, wrong) = (posterior.prior(1), [Double](repeating: 0.1, count: count))
    let failure = PosteriorFailure.wrongParameters(expected: 7, found: count)
    #expect(throws: failure) { try posterior.outputs(wrong, at: Self.inputs) }
    #expect(throws: failure) { try posterior.jacobian(wrong, at: Self.inputs) }
    #expect(throws: failure) { try posterior.logDensity(wrong) }
    #expect(throws: failure) { try posterior.gradient(wrong) }
    #expect(throws: failure) { try posterior.maximum(from: wrong) }
    #expect(throws: failure) { try posterior.maximum(from: right, centre: wrong) }
    #expect(throws: failure) { try posterior.descended(from: wrong, Self.descent) }
    #expect(throws: failure) { try posterior.descended(from: right, centre: wrong, Self.descent) }
    #expect(throws: failure) { try posterior.dropout(keepProbability: 0.9, from: wrong, Self.descent, seed: 1) }
    #expect(throws: failure) { try posterior.meanField(from: wrong, .init(steps: 2), seed: 1) }
    #expect(throws: failure) { try LangevinChain(posterior, from: wrong, batchSize: 3, seed: 1) }
  }

  @Test("as many targets as inputs", arguments: [0, 2, 4])
  func targets(count: Int) throws {
    let posterior = try Self.posterior()
    let (start, wrong) = (posterior.prior(1), [Double](repeating: 0.1, count: count))
    let failure = FiniteWidthFailure.wrongTargets(expected: [3, 1], found: [count, 1])
    #expect(throws: failure) { try posterior.maximum(from: start, targets: wrong) }
    #expect(throws: failure) { try posterior.descended(from: start, targets: wrong, Self.descent) }
  }

  @Test func noInputs() throws {
    let posterior = try Self.posterior()
    let start = posterior.prior(1)
    let failure = FiniteWidthFailure.badCount(what: "the number of inputs", value: 0)
    #expect(throws: failure) { try posterior.outputs(start, at: Self.none) }
    #expect(throws: failure) { try posterior.jacobian(start, at: Self.none) }
    let trained = try posterior.dropout(keepProbability: 0.9, from: start, Self.descent, seed: 1)
    #expect(throws: failure) { try trained.samples(3, at: Self.none, seed: 1) }
    for count in [-1, 0] {
      #expect(throws: FiniteWidthFailure.self) { try trained.samples(count, at: Self.inputs, seed: 1) }
    }
  }

  @Test("settings of a descent", arguments: [(-1, 0.1), (0, 0.1), (2, 0), (2, .nan), (2, .infinity)])
  func descents(steps: Int, rate: Double) throws {
    let posterior = try Self.posterior()
    let (start, settings) = (posterior.prior(1), DescentSettings(steps: steps, rate: rate))
    #expect(throws: FiniteWidthFailure.self) { try posterior.descended(from: start, settings) }
    #expect(throws: FiniteWidthFailure.self) {
      try posterior.dropout(keepProbability: 0.9, from: start, settings, seed: 1)
    }
    #expect(throws: FiniteWidthFailure.self) { try posterior.descended(from: start, decay: -1, Self.descent) }
  }

  @Test(
    "settings of mean-field inference",
    arguments: [
      MeanFieldPosterior.Settings(steps: -1), .init(steps: 2, rate: 0), .init(steps: 2, pairs: 0),
      .init(steps: 2, initialDeviation: 0), .init(steps: 2, initialDeviation: .nan), .init(steps: 2, boundSamples: 0),
      .init(steps: 2, boundSamples: 1),
    ])
  func meanField(settings: MeanFieldPosterior.Settings) throws {
    let posterior = try Self.posterior()
    #expect(throws: FiniteWidthFailure.self) { try posterior.meanField(from: posterior.prior(1), settings, seed: 1) }
  }

  @Test func stepsOfChainsAndSearches() throws {
    let posterior = try Self.posterior()
    let chain = try LangevinChain(posterior, batchSize: 2, seed: 1)
    let before = chain.sample
    #expect(throws: FiniteWidthFailure.self) { try chain.advance(steps: -1, stepSize: 0.1) }
    for step in [0, -0.1, .nan] {
      #expect(throws: FiniteWidthFailure.self) { try chain.advance(steps: 1, stepSize: step) }
    }
    try chain.advance(steps: 0, stepSize: 0.1)
    #expect(chain.sample == before && chain.steps == 0)
    let start = posterior.prior(1)
    #expect(throws: FiniteWidthFailure.self) { try posterior.maximum(from: start, steps: (-1, 0)) }
    #expect(throws: FiniteWidthFailure.self) { try posterior.maximum(from: start, steps: (1, -1)) }
    #expect(throws: FiniteWidthFailure.self) { try posterior.maximum(from: start, gradientNorm: -.infinity) }
  }

  /// P = 4,099: Newton's matrix would be larger than is allowed, and his steps come from conjugate gradients.
  @Test func newtonsMatrixHasABound() throws {
    let wide = try WeightPosterior(
      .fullyConnected(depth: 1, nonlinearity: .tanh, weightVariance: 2, biasVariance: 0.3), width: 1_366,
      inputs: Self.inputs, targets: [0.4, -0.7, 1.1], noiseVariance: 0.1)
    #expect(wide.parameterCount > WeightPosterior.newtonParameters)
    let start = wide.prior(1)
    let near = try wide.maximum(from: start, steps: (1, 0))
    #expect(near.steps == 1 && near.gradientNorm > 1e-3)
    let maximum = try wide.maximum(from: start, gradientNorm: 1e-9, steps: (1, 50))
    #expect(maximum.gradientNorm <= 1e-9 && maximum.steps < 12)
    #expect(try wide.gradient(maximum.parameters).reduce(0) { $0 + $1 * $1 } < 1e-16)
    // From where nothing is linear yet, too.
    #expect(try wide.maximum(from: start.map { 3 * $0 }, gradientNorm: 1e-9, steps: (0, 50)).gradientNorm <= 1e-9)
  }
}
