import Foundation
import LinearAlgebra
import Randomness

/// A Markov chain whose stationary distribution is the posterior of `NetworkPosterior`, begun at a draw from the prior.
///
/// Both moves leave the prior N(0, C) as it is, in any dimension, and are accepted by what the data say (Cotter,
/// Roberts, Stuart and White 2013, arXiv:1202.0709, sections 4.2 and 4.3).
///
/// The same seed gives the same chain.
public struct PosteriorChain: Sendable {
  public enum Move: Sendable, Hashable {
    /// Preconditioned Crank–Nicolson: W′ = √(1 − β²) W + β ξ, ξ ~ N(0, C), 0 < β ≤ 1. At β = 1 W′ is a new draw.
    case crankNicolson(Double)
    /// Its Langevin version: (2 + δ) W′ = (2 − δ) W + 2δ C ∇log p(y | W) + √(8δ) ξ. Its step is given as the β that the
    /// same move without the gradient has, β² = 8δ/(2 + δ)².
    case langevin(Double)
  }

  public let move: Move
  public private(set) var sample: PosteriorSample
  public private(set) var steps = 0
  public private(set) var accepted = 0
  private let posterior: NetworkPosterior
  private let seed: Seed
  private var generator: CounterBasedGenerator

  /// - Parameter seed: of the start and all proposals.
  /// - Throws: `PosteriorFailure.step`, and what a network throws.
  public init(_ posterior: NetworkPosterior, _ move: Move, seed: Seed) throws {
    switch move {
    case .crankNicolson(let step), .langevin(let step):
      guard step > 0, step <= 1 else { throw PosteriorFailure.step(step) }
    }
    (self.posterior, self.move, self.seed) = (posterior, move, seed)
    generator = CounterBasedGenerator(seed: seed.derived("acceptance"))
    var isLangevin = false
    if case .langevin = move { isLangevin = true }
    sample = try posterior.sample(posterior.prior(seed.derived("start")), withGradient: isLangevin)
  }

  /// One step; whether it was accepted.
  ///
  /// - Complexity: a draw of all weights (4 ns each), a forward pass, n³/6 multiply-adds; with gradient a
  ///   backward pass.
  @discardableResult
  public mutating func advance() throws -> Bool {
    steps += 1
    let noise = try posterior.prior(seed.derived("proposal", index: steps))
    let logRatio: Double
    let proposal: PosteriorSample
    switch move {
    case .crankNicolson(let step):
      proposal = try posterior.sample(
        sample.network.combined((1 - step * step).squareRoot(), noise, step), withGradient: false)
      logRatio = proposal.logEvidence - sample.logEvidence
    case .langevin(let step):
      let delta = Self.delta(step)
      var network = sample.network.combined((2 - delta) / (2 + delta), noise, (8 * delta).squareRoot() / (2 + delta))
      network.add(sample.gradient ?? [], times: posterior.variances, factor: 2 * delta / (2 + delta))
      proposal = try posterior.sample(network, withGradient: true)
      logRatio = drift(from: proposal, to: sample, delta) - drift(from: sample, to: proposal, delta)
    }
    let isAccepted = log(generator.uniform()) < logRatio
    if isAccepted {
      sample = proposal
      accepted += 1
    }
    return isAccepted
  }

  /// δ ≤ 2 with √(8δ)/(2 + δ) = β.
  private static func delta(_ step: Double) -> Double {
    let b = 4 / (step * step) - 2
    return 4 / (b + max(0, b * b - 4).squareRoot())
  }

  /// −ρ(u, v) of Cotter et al., whose potential is −log p(y | ·): the ratio to accept by is its difference between both
  /// directions.
  private func drift(from u: PosteriorSample, to v: PosteriorSample, _ delta: Double) -> Double {
    var sum = u.logEvidence
    for (layer, gradient) in (u.gradient ?? []).enumerated() {
      let (a, b) = (u.network.parameters[layer], v.network.parameters[layer])
      let variance = posterior.variances[layer]
      func add(_ g: [Double], _ a: [Double], _ b: [Double], _ variance: Double) {
        for k in g.indices {
          sum += g[k] * (0.5 * (b[k] - a[k]) + 0.25 * delta * (a[k] + b[k])) - 0.25 * delta * variance * g[k] * g[k]
        }
      }
      add(gradient.weights.elements, a.weights.elements, b.weights.elements, variance.weights)
      add(gradient.biases, a.biases, b.biases, variance.biases)
    }
    return sum
  }
}

extension FiniteNetwork where S == Double {
  /// a times these parameters plus b times those of another network of the same shape.
  fileprivate func combined(_ a: Double, _ other: FiniteNetwork, _ b: Double) -> FiniteNetwork {
    var sum = self
    for layer in parameters.indices {
      let others = other.parameters[layer]
      for k in others.weights.elements.indices {
        sum.parameters[layer].weights.elements[k] =
          a * sum.parameters[layer].weights.elements[k] + b * others.weights.elements[k]
      }
      for k in others.biases.indices {
        sum.parameters[layer].biases[k] = a * sum.parameters[layer].biases[k] + b * others.biases[k]
      }
    }
    return sum
  }

  fileprivate mutating func add(
    _ gradient: [DenseGradient<Double>], times variances: [(weights: Double, biases: Double)], factor: Double
  ) {
    for (layer, gradient) in gradient.enumerated() {
      for k in gradient.weights.elements.indices {
        parameters[layer].weights.elements[k] += factor * variances[layer].weights * gradient.weights.elements[k]
      }
      for k in gradient.biases.indices {
        parameters[layer].biases[k] += factor * variances[layer].biases * gradient.biases[k]
      }
    }
  }
}
