import Foundation
import Inference
import Randomness
import Testing

@Suite struct ChainDiagnosticsTests {
  /// x ← ρ x + √(1 − ρ²) ξ, whose autocorrelation time is (1 + ρ)/(1 − ρ).
  private func chains(_ correlation: Double, shift: Double = 0) -> [[Double]] {
    (0..<4).map { number in
      var generator = CounterBasedGenerator(
        seed: Seed(root: 1, experiment: "tests", purpose: "autoregression", index: number))
      var x = generator.normal()
      return (0..<20_000).map { _ in
        x = correlation * x + (1 - correlation * correlation).squareRoot() * generator.normal()
        return x + shift * Double(number)
      }
    }
  }

  @Test("effective draws of an autoregression", arguments: [0.0, 0.5, 0.9]) func autoregression(correlation: Double) {
    let found = ChainDiagnostics(chains(correlation))
    let expected = 80_000 * (1 - correlation) / (1 + correlation)
    #expect(abs(found.effectiveSamples / expected - 1) < 0.1, "\(found.effectiveSamples), \(expected)")
    #expect(abs(found.scaleReduction - 1) < 0.002)
  }

  /// Deviations of 1 about means 0, 1, 2, 3, whose variance is 5/3 over chains and 10/7 over their halves.
  @Test func chainsThatHaveNotMet() {
    let found = ChainDiagnostics(chains(0, shift: 1))
    #expect(abs(found.scaleReduction - (1 + 10.0 / 7).squareRoot()) < 0.02)
    #expect(found.effectiveSamples < 100)
  }

  @Test func whatSaysNothing() {
    #expect(ChainDiagnostics([[1, 2, 3]]).scaleReduction == .infinity)
    let still = Array(repeating: 1.0, count: 20)
    #expect(ChainDiagnostics([still]).scaleReduction == .infinity)
    #expect(ChainDiagnostics([still, still]).scaleReduction == 1)
    #expect(ChainDiagnostics([still, Array(repeating: .nan, count: 20)]).scaleReduction == .infinity)
    #expect(
      ChainDiagnostics([Array(repeating: 1, count: 20), Array(repeating: 2, count: 20)]).scaleReduction == .infinity)
  }
}
