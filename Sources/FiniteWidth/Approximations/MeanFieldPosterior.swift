import Foundation
import Randomness

/// A normal distribution of all weights that is a product over them, fitted to the posterior by its evidence bound.
///
/// *Definition* (Graves 2011; Blundell et al. 2015, arXiv:1505.05424). q(θ) = Π N(μ_p, s_p²) has the bound
///
///     L = E_q log p(y | θ) − KL(q ‖ p),   KL = ½ Σ (μ_p² + s_p² − 1) − Σ log s_p,
///
/// at most log p(y); it is log p(y) less KL(q ‖ posterior). On a linear model its maximum has 1/s_p² = Λ_pp, the
/// diagonal of the posterior precision, and the exact mean.
public struct MeanFieldPosterior: Sendable {
  /// μ and s, P each.
  public let means, deviations: [Double]
  /// L, an estimate by samples, and its standard error.
  public let evidenceBound, evidenceBoundError: Double

  /// θ drawn from q.
  public func sample(_ seed: Seed) -> [Double] {
    var normals = [Double](repeating: 0, count: means.count)
    normals.withUnsafeMutableBufferPointer { CounterBasedGenerator(seed: seed).fillNormals($0, from: 0) }
    return normals.indices.map { means[$0] + deviations[$0] * normals[$0] }
  }

  /// How the bound is raised.
  public struct Settings: Sendable, Codable, Hashable {
    /// Of Adam, the rate falling to 0 along half a cosine.
    public var steps: Int
    public var rate: Double
    /// Pairs θ = μ ± s ε a step.
    public var pairs: Int
    /// s to begin with.
    public var initialDeviation: Double
    /// Samples that L is estimated by in the end: 2 or more, for its standard error.
    public var boundSamples: Int

    public init(
      steps: Int, rate: Double = 0.02, pairs: Int = 2, initialDeviation: Double = 0.1, boundSamples: Int = 500
    ) {
      (self.steps, self.rate, self.pairs) = (steps, rate, pairs)
      (self.initialDeviation, self.boundSamples) = (initialDeviation, boundSamples)
    }

    func check() throws {
      try PosteriorFailure.check(steps, "number of steps")
      try PosteriorFailure.check(rate, "learning rate")
      try PosteriorFailure.check(pairs, "number of pairs a step")
      try PosteriorFailure.check(initialDeviation, "deviation to begin with")
      try PosteriorFailure.check(boundSamples, "number of samples of the bound", atLeast: 2)
    }
  }
}

extension WeightPosterior {
  /// Raises the evidence bound from μ = θ₀ by Adam on gradients through θ = μ + s ε (Kingma and Welling 2014), with the
  /// divergence from the prior and its gradient exact; by μ and log s. Single precision.
  ///
  /// - Parameter start: θ₀, such as a maximum of the posterior.
  /// - Throws: `PosteriorFailure.wrongParameters`, `FiniteWidthFailure.badSetting`.
  /// - Complexity: 2 · steps · pairs gradients of the likelihood.
  public func meanField(from start: [Double], _ settings: MeanFieldPosterior.Settings, seed: Seed) throws
    -> MeanFieldPosterior
  {
    try check(parameters: start)
    try settings.check()
    let count = parameterCount
    let schedule = LearningRateSchedule.cosine(initial: settings.rate, steps: settings.steps)
    let means = AdamNumbers(start, schedule)
    let logarithms = AdamNumbers(Array(repeating: log(settings.initialDeviation), count: count), schedule)
    let draws = LikelihoodDraws(self)
    let generator = CounterBasedGenerator(seed: seed.derived("steps"))
    let share = 1 / Float(2 * settings.pairs)
    for step in 0..<settings.steps {
      for pair in 0..<settings.pairs {
        draws.draw(generator, number: step * settings.pairs + pair)
        for sign: Float in [1, -1] {
          draws.place(means.values, logarithms.values, sign)
          draws.takeGradient()
          for p in 0..<count {
            let slope = share * draws.gradient[p]
            means.gradient[p] -= slope
            logarithms.gradient[p] -= slope * sign * draws.normals[p] * draws.deviations[p]
          }
        }
      }
      for p in 0..<count {
        means.gradient[p] += means.values[p]
        logarithms.gradient[p] += draws.deviations[p] * draws.deviations[p] - 1
      }
      means.step()
      logarithms.step()
    }
    return fitted(means.list, logarithms.list, draws, settings.boundSamples, seed.derived("bound"))
  }

  private func fitted(
    _ means: [Double], _ logarithms: [Double], _ draws: LikelihoodDraws, _ samples: Int, _ seed: Seed
  ) -> MeanFieldPosterior {
    let deviations = logarithms.map { exp($0) }
    let divergence =
      0.5 * (means.squaredNorm + deviations.squaredNorm - Double(parameterCount)) - logarithms.reduce(0, +)
    let (mean, location) = (means.map { Float($0) }, logarithms.map { Float($0) })
    let generator = CounterBasedGenerator(seed: seed)
    let values = (0..<samples).map { number in
      draws.draw(generator, number: number)
      draws.place(mean, location, 1)
      return draws.logLikelihood
    }
    let average = values.reduce(0, +) / Double(samples)
    let spread = values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(samples - 1)
    return MeanFieldPosterior(
      means: means, deviations: deviations, evidenceBound: average - divergence,
      evidenceBoundError: (spread / Double(samples)).squareRoot())
  }
}
