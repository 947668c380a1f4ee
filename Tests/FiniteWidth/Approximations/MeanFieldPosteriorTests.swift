import FiniteWidth
import Foundation
import LinearAlgebra
import Randomness
import Testing

@Suite struct MeanFieldPosteriorTests {
  /// On a linear model 1/s² is the diagonal of the posterior precision, the mean is exact, and the bound is log p(y)
  /// less the divergence between both normals, ½ (Σ log Λ_pp − log det Λ).
  @Test func aLinearModelsOptimumIsKnown() throws {
    let example = try LinearExample()
    let fitted = try example.posterior.meanField(
      from: [0, 0, 0], .init(steps: 6_000, rate: 0.02, pairs: 8, boundSamples: 20_000), seed: 2)
    for p in 0..<3 {
      // Adam's last steps leave the noise of 16 samples: some thousandths.
      #expect(abs(fitted.means[p] - example.mean[p]) < 0.01, "\(fitted.means[p]), \(example.mean[p])")
      #expect(abs(fitted.deviations[p] * example.precision[p, p].squareRoot() - 1) < 0.01)
    }
    var own = example.jacobian.multiplied(byTransposeOf: example.jacobian)
    for i in 0..<5 { own[i, i] += LinearExample.noiseVariance }
    let factor = try CholeskyFactor.factor(own, shifts: [0]).factor
    var weights = Matrix(rows: 1, columns: 5, elements: LinearExample.targets)
    factor.solve(&weights)
    let fit = zip(weights.elements, LinearExample.targets).reduce(0) { $0 + $1.0 * $1.1 }
    let evidence = -0.5 * (fit + factor.logDeterminant + 5 * log(2 * .pi))
    let whole = try CholeskyFactor.factor(example.precision, shifts: [0]).factor
    let divergence = 0.5 * ((0..<3).reduce(0) { $0 + log(example.precision[$1, $1]) } - whole.logDeterminant)
    #expect(divergence > 0.05)
    #expect(
      abs(fitted.evidenceBound - (evidence - divergence)) < 5 * fitted.evidenceBoundError + 1e-3,
      "\(fitted.evidenceBound) ± \(fitted.evidenceBoundError), \(evidence - divergence)")
  }

  @Test func samplesHaveTheMomentsAndSeedsRepeat() throws {
    let example = try LinearExample()
    let settings = MeanFieldPosterior.Settings(steps: 200, boundSamples: 10)
    let fitted = try example.posterior.meanField(from: [0, 0, 0], settings, seed: 2)
    #expect(try fitted.means == example.posterior.meanField(from: [0, 0, 0], settings, seed: 2).means)
    let draws = (0..<2_000).map { fitted.sample(Seed(root: 1, experiment: "tests", purpose: "draw", index: $0)) }
    for p in 0..<3 {
      let mean = draws.reduce(0) { $0 + $1[p] } / 2_000
      #expect(abs(mean - fitted.means[p]) < 5 * fitted.deviations[p] / 2_000.0.squareRoot())
    }
  }
}
