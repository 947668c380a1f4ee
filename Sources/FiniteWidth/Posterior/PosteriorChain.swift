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
  /// The next proposal's weights come here: those of the sample that was left or of the proposal that was refused last.
  private var room: FiniteNetwork<Double>

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
    room = try posterior.prior(seed.derived("start"))
    sample = try posterior.sample(room, withGradient: isLangevin)
  }

  /// One step; whether it was accepted.
  ///
  /// - Complexity: a draw of all weights (4 to 7 ns each), a forward pass, n³/6 multiply-adds; with gradient a
  ///   backward pass.
  @discardableResult
  public mutating func advance() throws -> Bool {
    steps += 1
    let noise = seed.derived("proposal", index: steps)
    let logRatio: Double
    let proposal: PosteriorSample
    switch move {
    case .crankNicolson(let step):
      ProposalLoops.combine(
        (1 - step * step).squareRoot(), sample.network, step, noise, posterior.variances, into: &room)
      proposal = try posterior.sample(room, withGradient: false)
      logRatio = proposal.logEvidence - sample.logEvidence
    case .langevin(let step):
      let delta = Self.delta(step)
      ProposalLoops.combine(
        (2 - delta) / (2 + delta), sample.network, (8 * delta).squareRoot() / (2 + delta), noise, posterior.variances,
        into: &room)
      ProposalLoops.add(
        sample.gradient ?? [], times: posterior.variances, factor: 2 * delta / (2 + delta), to: &room)
      proposal = try posterior.sample(room, withGradient: true)
      logRatio =
        ProposalLoops.drift(from: proposal, to: sample, delta, posterior.variances)
        - ProposalLoops.drift(from: sample, to: proposal, delta, posterior.variances)
    }
    let isAccepted = log(generator.uniform()) < logRatio
    if isAccepted {
      room = sample.network
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
}
