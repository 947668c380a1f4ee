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

  /// Of normal distributions W₂² = (μ − μ′)² + (σ − σ′)²; the ends that midpoints leave out weigh little.
  @Test func wassersteinDistanceOfNormals() {
    #expect(abs(normal(0, 1).wassersteinDistance(to: normal(0.3, 1)) - 0.3) < 1e-9)
    let found = normal(0, 1).wassersteinDistance(to: normal(0.1, 1.44), count: 2_000)
    #expect(abs(found - (0.01 + 0.04).squareRoot()) < 1e-3)
  }

  /// Shifted by s the largest difference is in the middle, 2 Φ(s/2) − 1.
  @Test func kolmogorovDistanceOfNormals() {
    let expected = erf(0.2 / 2 / 2.0.squareRoot())
    #expect(abs(normal(0, 1).kolmogorovDistance(to: normal(0.2, 1)) - expected) < 1e-5)
    #expect(normal(1, 2).kolmogorovDistance(to: normal(1, 2)) == 0)
    #expect(abs(normal(0, 1).kolmogorovDistance(to: normal(0, 0)) - 0.5) < 0.01)
  }
}
