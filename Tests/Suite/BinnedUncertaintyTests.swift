import Randomness
import Suite
import Testing

@Suite("Binned uncertainty")
struct BinnedUncertaintyTests {
  /// Seven points in bins of two: variances 1 2 | 3 4 | 5 5, and 9 is left over. Of the equal ones the earlier comes
  /// first.
  @Test func pointsAreBinnedByVariance() {
    let points = BinnedUncertainty(
      variances: [5, 1, 4, 2, 9, 3, 5], squaredErrors: [10, 2, 6, 4, 100, 8, 20])
    let bins = points.bins(of: 2)
    #expect(bins.variances == [1.5, 3.5, 5])
    #expect(bins.squaredErrors == [3, 7, 15])
    let pairs = points.bins(of: 3)
    #expect(pairs.variances == [2, 14.0 / 3])
    #expect(pairs.squaredErrors == [14.0 / 3, 12])
  }

  @Test func correlationIsPearsons() {
    let bins = BinnedUncertainty(variances: [1, 2, 4], squaredErrors: [3, 1, 5]).bins(of: 1)
    // Deviations in thirds: (−4, −1, 5) and (0, −6, 6): Σxy = 36/9, Σxx = 42/9, Σyy = 72/9.
    #expect((bins.correlation - 36 / (42.0 * 72).squareRoot()).magnitude < 1e-15)
    #expect(BinnedUncertainty(variances: [1, 2, 3], squaredErrors: [8, 6, 4]).bins(of: 1).correlation == -1)
    #expect(BinnedUncertainty(variances: [1, 2, 3], squaredErrors: [7, 7, 7]).bins(of: 1).correlation.isNaN)
  }

  private static func noisy(_ count: Int, noise: Double) -> BinnedUncertainty {
    var generator = CounterBasedGenerator(seed: Seed(root: 1, experiment: "test", purpose: "points"))
    let variances = (0..<count).map { _ in generator.uniform() }
    return BinnedUncertainty(
      variances: variances, squaredErrors: variances.map { $0 + noise * generator.normal() })
  }

  @Test func bootstrapIsTheSameForTheSameSeed() {
    let points = Self.noisy(400, noise: 2)
    func error(_ root: UInt64) -> Double {
      points.bootstrapError(
        pointsPerBin: 20, seed: Seed(root: root, experiment: "test", purpose: "bootstrap"), replicates: 50)
    }
    #expect(error(1) == error(1))
    #expect(error(1) != error(2))
  }

  /// With one point a bin the correlation is that of n independent pairs from one distribution, whose standard error is
  /// known: close to (1 − r²)/√n, and here, with y = x + ν, x uniform and ν normal, within a tenth of it at n = 2,000.
  /// 400 replicates know a standard deviation to 3.5 %, three times that is another tenth.
  @Test func bootstrapMeasuresTheSpreadOfTheCorrelation() {
    let points = Self.noisy(2_000, noise: 0.5)
    let r = points.bins(of: 1).correlation
    let error = points.bootstrapError(
      pointsPerBin: 1, seed: Seed(root: 1, experiment: "test", purpose: "bootstrap"), replicates: 400)
    let expected = (1 - r * r) / 2_000.0.squareRoot()
    #expect((error / expected - 1).magnitude < 0.2, "\(error) against \(expected)")
  }
}
