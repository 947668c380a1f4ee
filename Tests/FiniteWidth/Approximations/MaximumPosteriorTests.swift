import Architectures
import FiniteWidth
import Foundation
import LinearAlgebra
import Nonlinearities
import Randomness
import Testing

@Suite struct MaximumPosteriorTests {
  @Test func aLinearModelsIsItsMean() throws {
    let example = try LinearExample()
    let maximum = try example.posterior.maximum(from: [3, -2, 1])
    for (value, expected) in zip(maximum.parameters, example.mean) { #expect(abs(value - expected) < 1e-9) }
    #expect(maximum.gradientNorm < 1e-8)
  }

  /// Nothing rises near it, and what it says of its density is so.
  @Test func theGradientVanishes() throws {
    let inputs = Matrix<Double>(rows: 6, columns: 1, elements: [-1.5, -1, -0.3, 0.4, 0.8, 1.5])
    let posterior = try WeightPosterior(
      .fullyConnected(depth: 2, nonlinearity: .tanh, weightVariance: 2, biasVariance: 0.3), width: 12,
      inputs: inputs, targets: [-0.4, -0.9, -0.2, 0.7, 0.5, -0.6], noiseVariance: 0.02)
    let maximum = try posterior.maximum(from: posterior.prior(1))
    #expect(maximum.gradientNorm < 1e-8)
    #expect(abs(try posterior.logDensity(maximum.parameters) - maximum.logDensity) < 1e-10)
    let gradient = try posterior.gradient(maximum.parameters)
    #expect(gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() < 1e-7)
    // Adam ends at a maximum too, single precision's noise away from it.
    let descended = try posterior.descended(from: maximum.parameters.map { $0 + 0.01 }, DescentSettings(steps: 3_000))
    #expect(abs(try posterior.logDensity(descended) - maximum.logDensity) < 1e-3)
  }

  /// Each pulled to its own draw of the prior, on targets with noise: independent draws of the posterior.
  @Test func randomisedMaximaSampleALinearModelsPosterior() throws {
    let example = try LinearExample()
    let count = 4_000
    let draws = try (0..<count).map { draw in
      let seed = Seed(root: 3, experiment: "tests", purpose: "draw", index: draw)
      let start = example.posterior.prior(seed)
      return try example.posterior.maximum(
        from: start, centre: start, targets: example.posterior.perturbedTargets(seed.derived("targets"))
      ).parameters
    }
    for p in 0..<3 {
      let mean = draws.reduce(0) { $0 + $1[p] } / Double(count)
      #expect(abs(mean - example.mean[p]) < 5 * (example.covariance[p, p] / Double(count)).squareRoot())
      for q in 0...p {
        let covariance = draws.reduce(0) { $0 + ($1[p] - example.mean[p]) * ($1[q] - example.mean[q]) } / Double(count)
        let scale = (2 * example.covariance[p, p] * example.covariance[q, q] / Double(count)).squareRoot()
        #expect(abs(covariance - example.covariance[p, q]) < 5 * scale)
      }
    }
  }

  @Test func adamReachesTheSameCentredMaximum() throws {
    let example = try LinearExample()
    let centre = [0.5, -1, 0.2]
    let maximum = try example.posterior.maximum(from: [0, 0, 0], centre: centre)
    let descended = try example.posterior.descended(from: centre, centre: centre, DescentSettings(steps: 4_000))
    for (value, expected) in zip(descended, maximum.parameters) { #expect(abs(value - expected) < 1e-4) }
  }
}
