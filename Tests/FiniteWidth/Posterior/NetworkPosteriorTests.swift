import Architectures
import FiniteWidth
import Foundation
import Inference
import LinearAlgebra
import Nonlinearities
import Randomness
import Testing

@Suite struct NetworkPosteriorTests {
  private static let inputs = Matrix<Double>(rows: 3, columns: 1, elements: [-1.2, 0.3, 0.9])
  private static let targets = Matrix<Double>(rows: 3, columns: 1, elements: [0.8, -0.6, 0.4])
  private static let test = Matrix<Double>(rows: 2, columns: 1, elements: [-0.4, 2])
  private static let noise = 0.1

  private static func posterior(width: Int, depth: Int = 1) throws -> NetworkPosterior {
    try NetworkPosterior(
      .fullyConnected(depth: depth, nonlinearity: .tanh, weightVariance: 2, biasVariance: 0.3), width: width,
      inputs: inputs, targets: targets, noiseVariance: noise)
  }

  /// Means over the posterior of the outputs and their squares at a test input, by weights p(y | W) of draws from the
  /// prior.
  private static func byImportance(_ posterior: NetworkPosterior, draws: Int) throws -> (mean: Double, square: Double) {
    var (sum, mean, square) = (0.0, 0.0, 0.0)
    for draw in 0..<draws {
      let sample = try posterior.sample(seed: Seed(root: 5, experiment: "tests", purpose: "prior", index: draw))
      let weight = exp(sample.logEvidence)
      let prediction = try posterior.prediction(sample, at: test)
      sum += weight
      mean += weight * prediction.mean[1, 0]
      square += weight * (prediction.mean[1, 0] * prediction.mean[1, 0] + prediction.variance[1])
    }
    return (mean / sum, square / sum)
  }

  /// Both moves, and rejection, have the same stationary distribution as the weighted prior, for a narrow network where
  /// the posterior is far from the prior.
  @Test("chains sample the posterior", arguments: [PosteriorChain.Move.crankNicolson(0.6), .langevin(0.7)])
  func chains(move: PosteriorChain.Move) throws {
    let posterior = try Self.posterior(width: 4)
    let expected = try Self.byImportance(posterior, draws: 40_000)
    let draws = try (0..<4).map { number in
      var chain = try PosteriorChain(
        posterior, move, seed: Seed(root: 6, experiment: "tests", purpose: "chain", index: number))
      var kept: [(mean: Double, square: Double)] = []
      for step in 0..<6_000 {
        try chain.advance()
        if step >= 500 {
          let prediction = try posterior.prediction(chain.sample, at: Self.test)
          kept.append((prediction.mean[1, 0], prediction.mean[1, 0] * prediction.mean[1, 0] + prediction.variance[1]))
        }
      }
      #expect(chain.accepted > 1_200 && chain.accepted < 6_000)
      return kept
    }
    for (values, expected) in [
      (draws.map { $0.map(\.mean) }, expected.mean), (draws.map { $0.map(\.square) }, expected.square),
    ] {
      let diagnostics = ChainDiagnostics(values)
      #expect(diagnostics.scaleReduction < 1.02 && diagnostics.effectiveSamples > 500)
      let all = values.flatMap(\.self)
      let mean = all.reduce(0, +) / Double(all.count)
      let deviation = (all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)).squareRoot()
      let error = deviation / diagnostics.effectiveSamples.squareRoot()
      #expect(abs(mean - expected) < 5 * error, "\(mean) ± \(error), and \(expected) is expected")
    }
  }

  @Test func rejectionSamplesThePosterior() throws {
    let posterior = try Self.posterior(width: 4)
    let expected = try Self.byImportance(posterior, draws: 40_000)
    let samples = try posterior.rejectionSamples(
      draws: 60_000, seed: Seed(root: 7, experiment: "tests", purpose: "rejection"))
    let values = try samples.map { try posterior.prediction($0, at: Self.test).mean[1, 0] }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (square / Double(values.count * (values.count - 1))).squareRoot()
    #expect(samples.count > 100 && abs(mean - expected.mean) < 5 * error, "\(mean) ± \(error), \(expected.mean)")
  }

  /// A gradient that is right shows in what is accepted: 1 − α falls with the third power of the step, and without it
  /// with the step.
  @Test func smallStepsAlongTheGradientAreAccepted() throws {
    let posterior = try Self.posterior(width: 16, depth: 2)
    func refused(_ move: PosteriorChain.Move) throws -> Double {
      var chain = try PosteriorChain(posterior, move, seed: Seed(root: 8, experiment: "tests", purpose: "steps"))
      for _ in 0..<3_000 { try chain.advance() }
      return 1 - Double(chain.accepted) / Double(chain.steps)
    }
    let (plain, langevin) = (try refused(.crankNicolson(0.1)), try refused(.langevin(0.1)))
    #expect(plain > 0.02 && langevin < 0.1 * plain, "\(plain), \(langevin)")
  }

  /// Of a wide network all draws from the prior give the process's own posterior, and all are accepted.
  @Test func wideNetworksAreTheProcess() throws {
    let posterior = try Self.posterior(width: 4_000)
    var chain = try PosteriorChain(
      posterior, .crankNicolson(1), seed: Seed(root: 9, experiment: "tests", purpose: "wide"))
    for _ in 0..<50 { try chain.advance() }
    #expect(chain.accepted >= 43)
    let (first, other) = (
      try posterior.prediction(chain.sample, at: Self.test),
      try posterior.prediction(posterior.sample(seed: 12), at: Self.test)
    )
    for x in 0..<2 {
      #expect(abs(first.mean[x, 0] - other.mean[x, 0]) < 0.15)
      #expect(abs(first.variance[x] / other.variance[x] - 1) < 0.15)
    }
  }

  /// Two outputs share the weights: their evidence is the sum of both, and so is what each of them predicts.
  @Test func severalOutputsShareTheWeights() throws {
    let other = Matrix<Double>(rows: 3, columns: 1, elements: [0.1, 0.9, -0.3])
    func posterior(_ targets: Matrix<Double>) throws -> NetworkPosterior {
      try NetworkPosterior(
        .fullyConnected(depth: 2, nonlinearity: .tanh, weightVariance: 2, biasVariance: 0.3), width: 6,
        inputs: Self.inputs, targets: targets, noiseVariance: Self.noise)
    }
    let both = try posterior(
      Matrix(rows: 3, columns: 2, elements: zip(Self.targets.elements, other.elements).flatMap { [$0, $1] }))
    let (first, second) = (try posterior(Self.targets), try posterior(other))
    let evidence = try [both, first, second].map { try $0.sample(seed: 4).logEvidence }
    #expect(abs(evidence[0] - evidence[1] - evidence[2]) < 1e-10)
    let means = try both.prediction(both.sample(seed: 4), at: Self.test).mean
    #expect(abs(means[1, 1] - (try second.prediction(second.sample(seed: 4), at: Self.test).mean[1, 0])) < 1e-12)
    // The gradient of two is what makes small steps be accepted.
    var chain = try PosteriorChain(both, .langevin(0.1), seed: 4)
    for _ in 0..<400 { try chain.advance() }
    #expect(chain.accepted > 380)
  }

  /// The smallest steps move by their own size: the drift is not lost in rounding.
  @Test func theSmallestSteps() throws {
    let posterior = try Self.posterior(width: 4)
    for move in [PosteriorChain.Move.crankNicolson(1e-5), .langevin(1e-5)] {
      var chain = try PosteriorChain(posterior, move, seed: 5)
      let start = chain.sample.logEvidence
      for _ in 0..<20 { try chain.advance() }
      let moved = abs(chain.sample.logEvidence - start)
      #expect(chain.accepted == 20 && moved > 1e-8 && moved < 1e-2, "\(move): \(moved)")
    }
  }

  /// A whole step forgets the old weights: what was accepted is the draw from the prior that networks are made of.
  @Test func proposalsAreTheDrawsOfNetworks() throws {
    let posterior = try Self.posterior(width: 40, depth: 2)
    let seed = Seed(root: 11, experiment: "tests", purpose: "draws")
    var chain = try PosteriorChain(posterior, .crankNicolson(1), seed: seed)
    for step in 1...20 where try chain.advance() {
      let draw = try posterior.sample(seed: seed.derived("proposal", index: step))
      #expect(chain.sample.logEvidence == draw.logEvidence)
    }
    #expect(chain.accepted > 3)
  }

  @Test func theSameSeedGivesTheSameChain() throws {
    let posterior = try Self.posterior(width: 8, depth: 2)
    func end() throws -> Double {
      var chain = try PosteriorChain(posterior, .crankNicolson(0.4), seed: 3)
      for _ in 0..<20 { try chain.advance() }
      return chain.sample.logEvidence
    }
    #expect(try end() == end())
  }

  @Test func whatIsRefused() throws {
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    func make(_ layers: [Layer], noise: Double = 0.1, targets: Matrix<Double> = Self.targets) throws -> NetworkPosterior
    {
      try NetworkPosterior(
        Architecture(layers: layers), width: 4, inputs: Self.inputs, targets: targets, noiseVariance: noise)
    }
    #expect(throws: PosteriorFailure.noReadout) { try make([dense]) }
    #expect(throws: PosteriorFailure.noReadout) { try make([dense, .activation(.tanh)]) }
    #expect(throws: PosteriorFailure.noise(0)) { try make([dense, .activation(.tanh), dense], noise: 0) }
    #expect(throws: PosteriorFailure.dropout) {
      try make([dense, .activation(.tanh), .dropout(keepProbability: 0.5), dense])
    }
    #expect(throws: PosteriorFailure.noData) {
      try NetworkPosterior(
        Architecture(layers: [dense, .activation(.tanh), dense]), width: 4, inputs: Matrix(rows: 0, columns: 1),
        targets: Matrix(rows: 0, columns: 1), noiseVariance: 1)
    }
    #expect(throws: PosteriorFailure.notFinite(row: 2)) {
      try make(
        [dense, .activation(.tanh), dense], targets: Matrix(rows: 3, columns: 1, elements: [0, 1, .infinity]))
    }
    #expect(throws: FiniteWidthFailure.self) {
      try make([dense, .activation(.tanh), dense], targets: Matrix(rows: 2, columns: 1, elements: [0, 1]))
    }
    let posterior = try Self.posterior(width: 4)
    #expect(throws: PosteriorFailure.step(1.5)) { try PosteriorChain(posterior, .langevin(1.5), seed: 1) }
    #expect(throws: PosteriorFailure.noDraws(0)) { try posterior.rejectionSamples(draws: 0, seed: 1) }
  }
}
