import Foundation
import Inference
import Testing

@Suite struct NormalMixtureTests {
  private func normal(_ mean: Double, _ variance: Double) -> NormalMixture {
    NormalMixture(means: [mean], variances: [variance])
  }

  @Test func momentsAndQuantiles() {
    let mixture = NormalMixture(means: [-1, 3], variances: [0.5, 2])
    #expect(abs(mixture.mean - 1) < 1e-15 && abs(mixture.variance - 5.25) < 1e-14)
    for p in [0.001, 0.3, 0.5, 0.99] { #expect(abs(mixture.distribution(mixture.quantile(p)) - p) < 1e-10) }
    #expect(abs(normal(2, 4).quantile(0.975) - (2 + 2 * 1.959963985)) < 1e-8)
  }

  /// The density is the slope of the distribution function, and noise adds its variance.
  @Test func densitiesAndNoise() {
    let mixture = NormalMixture(means: [-1, 3], variances: [0.5, 2])
    for x in [-3, 0, 2.5] {
      let slope = (mixture.distribution(x + 1e-5) - mixture.distribution(x - 1e-5)) / 2e-5
      #expect(abs(exp(mixture.logDensity(x)) / slope - 1) < 1e-6)
    }
    // Far out the sum of the densities themselves is 0.
    #expect(abs(normal(0, 1).logDensity(60) + 1_800 + 0.5 * log(2 * .pi)) < 1e-9)
    let steps = NormalMixture(means: [-1, 3], variances: [0, 0])
    #expect(steps.logDensity(0) == -.infinity)
    #expect(steps.widened(by: 0.7).variances == [0.7, 0.7] && steps.widened(by: 0.7).means == [-1, 3])
  }

  /// Of normal distributions W₂² = (μ − μ′)² + (σ − σ′)²; the ends that midpoints leave out weigh little.
  @Test func wassersteinDistanceOfNormals() {
    #expect(abs(normal(0, 1).distance(to: normal(0.3, 1)).wasserstein - 0.3) < 1e-4)
    let found = normal(0, 1).distance(to: normal(0.1, 1.44)).wasserstein
    #expect(abs(found - (0.01 + 0.04).squareRoot()) < 1e-3)
    #expect(abs(normal(2, 1e-4).distance(to: normal(2.001, 1e-4)).wasserstein - 1e-3) < 1e-6)
  }

  /// Shifted by s the largest difference is in the middle, 2 Φ(s/2) − 1.
  @Test func kolmogorovDistanceOfNormals() {
    let expected = erf(0.2 / 2 / 2.0.squareRoot())
    #expect(abs(normal(0, 1).distance(to: normal(0.2, 1)).kolmogorov - expected) < 1e-5)
    #expect(normal(1, 2).distance(to: normal(1, 2)) == .init(kolmogorov: 0, wasserstein: 0))
    #expect(abs(normal(0, 1).distance(to: normal(0, 0)).kolmogorov - 0.5) < 0.01)
  }

  @Test func whatIsNotFiniteHasNoDistance() {
    #expect(normal(0, 1).distance(to: normal(.nan, 1)).wasserstein.isNaN)
    #expect(normal(.infinity, 1).distance(to: normal(0, 1)).kolmogorov.isNaN)
  }

  /// Half at −1 and half at 1, against 0: all of it has to go by 1.
  @Test func mixturesAreNotTheirMoments() {
    let halves = NormalMixture(means: [-1, 1], variances: [1e-6, 1e-6])
    #expect(abs(halves.distance(to: normal(0, 1e-6)).wasserstein - 1) < 0.02)
    #expect(halves.distance(to: normal(0, 1)).wasserstein > 0.3)
  }
}
