import Foundation
import Randomness

extension NetworkPosterior {
  /// Independent draws from the posterior: draws from the prior, each accepted with the probability p(y | W)/M, where
  ///
  ///     M = (2π)^{−nk/2} det(σ² I + σ_b² 1 1ᵀ)^{−k/2} ≥ p(y | W)
  ///
  /// since K_W is not less than σ_b² 1 1ᵀ. For a few data with noise; the share that is accepted falls exponentially
  /// with their number (Hron, Bahri, Novak, Pennington and Sohl-Dickstein 2020, arXiv:2006.10541).
  ///
  /// - Parameters:
  ///   - draws: from the prior.
  /// - Returns: those that were accepted, in order.
  /// - Throws: `PosteriorFailure.noneAccepted`, `.noDraws`.
  public func rejectionSamples(draws: Int, seed: Seed) throws -> [PosteriorSample] {
    guard draws >= 1 else { throw PosteriorFailure.noDraws(draws) }
    var generator = CounterBasedGenerator(seed: seed.derived("acceptance"))
    let bound = mostLogEvidence
    var samples: [PosteriorSample] = []
    for draw in 0..<draws {
      let sample = try sample(seed: seed.derived("draw", index: draw))
      if log(generator.uniform()) < sample.logEvidence - bound { samples.append(sample) }
    }
    guard !samples.isEmpty else { throw PosteriorFailure.noneAccepted(draws: draws) }
    return samples
  }

  /// log M
  private var mostLogEvidence: Double {
    let (n, k) = (Double(dataCount), Double(outputCount))
    let determinant = n * log(noiseVariance) + log1p(n * readoutBiasVariance / noiseVariance)
    return -0.5 * k * (n * log(2 * .pi) + determinant)
  }
}
