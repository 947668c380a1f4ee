import ExperimentSupport
import Lee2018
import Plotting
import Testing

@Suite("Figure 5")
struct Figure5Tests {
  /// Depth 10 at x = 0: the variance follows q ← 0.9 q + 0.01 ten times from 0.01 (a ReLU halves it, σ_w² = 1.8).
  @Test func priorVarianceIsTheRecursions() throws {
    let finished = try Bench().finished(experiments["lee2018/figure5"])
    let variances = try finished.results.numbers("variance").values
    #expect(variances.count == 201)
    func recursion(_ x: Double) -> Double { (0..<10).reduce(1.8 * x * x + 0.01) { q, _ in 0.9 * q + 0.01 } }
    // Thirty roundings.
    #expect((variances[100] / recursion(0) - 1).magnitude < 1e-14)
    #expect((variances[200] / recursion(2) - 1).magnitude < 1e-14)
  }

  /// The ratio's expectation is 1 (the jitter adds 1e-10 / 0.07); five standard errors come once in two million seeds.
  @Test func drawsHaveThePriorsVariance() throws {
    let ratio = try #require(try Bench(seed: 3).finished(experiments["lee2018/figure5"]).scores.first)
    #expect(ratio.key == "prior/variance_ratio")
    let error = try #require(ratio.standardError)
    // Draws of one deep function are nearly one number: χ² of 1 to 2 degrees of freedom over 2,000 draws.
    #expect(error > 0.01 && error < 2.0.squareRoot() / 2_000.0.squareRoot() * 1.3)
    #expect((ratio.value - 1).magnitude < 5 * error)
  }

  @Test func seedsDecideTheDraws() throws {
    func draws(_ seed: UInt64) throws -> [Double] {
      try Bench(seed: seed).finished(experiments["lee2018/figure5"]).results.numbers("function").values
    }
    let first = try draws(1)
    #expect(first.count == 5 * 201)
    #expect(try draws(1) == first)
    #expect(try draws(2) != first)
  }

  @Test func isDrawn() throws {
    let finished = try Bench().finished(experiments["lee2018/figure5"])
    let figure = try #require(try finished.figure)
    #expect(figure.title == "ReLU, depth 10, σ<sub>w</sub><sup>2</sup> = 1.8, σ<sub>b</sub><sup>2</sup> = 0.01")
    // The prior's two standard deviations and five draws.
    #expect(figure.panels.map(\.layers.count) == [6])
  }
}
