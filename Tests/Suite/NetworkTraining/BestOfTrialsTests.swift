import Randomness
import Suite
import Testing

@Suite("The best of random trials") struct BestOfTrialsTests {
  private static let accuracies = [0.9, 0.91, 0.85, 0.7, 0.72, 0.1]

  @Test func oneOfThemIsTheirMean() throws {
    let one = try #require(BestOfTrials(ranked: Self.accuracies, of: 6).best(of: 1))
    let mean = Self.accuracies.reduce(0, +) / 6
    #expect((one.mean - mean).magnitude < 1e-15)
    let variance = Self.accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6
    #expect((one.deviation - variance.squareRoot()).magnitude < 1e-15)
  }

  @Test func manyOfThemAreTheFirst() throws {
    let many = try #require(BestOfTrials(ranked: Self.accuracies, of: 6).best(of: 250))
    #expect((many.mean - 0.9).magnitude < 1e-15 && many.deviation < 1e-9)
    #expect(BestOfTrials(ranked: [], of: 6).best(of: 3) == nil)
  }

  /// Against draws: 20,000 samples of 4 give the mean to a hundredth of the deviation or so.
  @Test func agreesWithDraws() throws {
    let exact = try #require(BestOfTrials(ranked: Self.accuracies, of: 6).best(of: 4))
    var generator = CounterBasedGenerator(seed: Seed(root: 0, experiment: "tests", purpose: "bootstrap"), stream: 0)
    let samples = (0..<20_000).map { _ in Self.accuracies[(0..<4).map { _ in generator.below(6) }.min() ?? 0] }
    let mean = samples.reduce(0, +) / 20_000
    let deviation = (samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000).squareRoot()
    #expect((mean - exact.mean).magnitude < 4 * exact.deviation / 20_000.0.squareRoot())
    #expect((deviation - exact.deviation).magnitude < 0.05 * exact.deviation)
  }

  /// Of 6 trials the first two are known: the best of 4 is the first with 1 − (5/6)⁴, otherwise the second.
  @Test func whatIsBehindStandsForTheLastKnown() throws {
    let found = try #require(BestOfTrials(ranked: [0.9, 0.8], of: 6).best(of: 4))
    let missed = (5.0 / 6) * (5.0 / 6) * (5.0 / 6) * (5.0 / 6)
    #expect((found.mean - (0.9 - 0.1 * missed)).magnitude < 1e-15)
    #expect((found.deviation - 0.1 * (missed * (1 - missed)).squareRoot()).magnitude < 1e-15)
  }
}
