import Foundation
import Inference
import Testing

@Suite("Bias and variance, mode by mode") struct BiasVarianceModesTests {
  private typealias Mode = BiasVarianceModes.Mode

  private static func mode(_ rate: Double, _ signal: Double, _ initial: Double, _ noise: Double) -> Mode {
    Mode(eigenvalue: rate, rate: rate, signal: signal, initialVariance: initial, noiseVariance: noise)
  }

  /// A signal in the first two of four modes, noise in all.
  private static let example = BiasVarianceModes([
    mode(8, 1, 3, 0.2), mode(2, 2, 0.5, 0.1), mode(0.5, 0.01, 0.02, 0.3), mode(0.1, 0, 0.01, 0.1),
  ])

  @Test("both ends: nothing learnt, and all of it, the noise too") func ends() {
    let start = Self.example.parts(at: 0)
    #expect(start.biasSquare == 3.01 / 4 && start.noiseVariance == 0)
    #expect(abs(start.initialVariance - 3.53 / 4) < 1e-15)
    let end = Self.example.parts(at: .infinity)
    #expect(end.biasSquare == 0 && end.initialVariance == 0)
    #expect(abs(end.noiseVariance - 0.7 / 4) < 1e-15)
    #expect(end.sum == end.variance)
  }

  @Test("one mode is best where its signal has fallen to r (c² + κ) = (1 − r) ν") func oneMode() {
    let mode = Self.mode(3, 0.5, 0.25, 0.1)
    // r = ν/(ν + c² + κ)
    let expected = log(8.5) / 3
    #expect(abs(mode.bestTime - expected) < 1e-15)
    // A minimum is as flat as a parabola: √ε.
    #expect(abs(BiasVarianceModes([mode]).bestTime - expected) < 1e-7)
  }

  /// Modes of one rate have one r: the sums of signal and noise are those of one mode.
  @Test("modes of one rate are one mode") func oneRate() {
    let modes = BiasVarianceModes([Self.mode(2, 1, 0, 0.1), Self.mode(2, 0, 0.2, 0.7), Self.mode(2, 0.3, 0, 0.2)])
    #expect(abs(modes.bestTime - log(1 + 1.5 / 1) / 2) < 1e-7)
  }

  @Test("the best time lies between the modes' own, and nothing is better") func least() {
    let (modes, best) = (Self.example, Self.example.bestTime)
    let own = modes.modes.map(\.bestTime)
    #expect(best > own.min() ?? 0 && best < own.max() ?? 0)
    let least = modes.parts(at: best).sum
    for k in 0...4000 { #expect(modes.parts(at: 1e-3 * exp(Double(k) / 300)).sum >= least) }
    // The derivative, Σ λ r (ν (1 − r) − r (c² + κ)), vanishes; its terms are of 0.1.
    let slope = modes.modes.reduce(0.0) { sum, mode in
      let r = exp(-mode.rate * best)
      return sum + mode.rate * r * (mode.noiseVariance * (1 - r) - r * (mode.signal + mode.initialVariance))
    }
    #expect(abs(slope) < 1e-7)
  }

  /// A fast mode of much noise and a slow one of much signal: the sum falls, rises and falls again. With little signal
  /// in the slow mode the first valley is the deeper one.
  @Test("of two valleys the deeper one is taken", arguments: [(10.0, false), (0.4, true)])
  func twoValleys(signal: Double, isEarly: Bool) {
    let modes = BiasVarianceModes([Self.mode(1e4, 2, 0, 1), Self.mode(1, signal, 0, 0.5)])
    let best = modes.bestTime
    #expect((best < 0.01) == isEarly)
    // log(1 + 2/1)/10⁴ and log(1 + 10/½): the other mode is at its end, or its beginning.
    #expect(abs(best / (isEarly ? log(3.0) / 1e4 : log(21.0)) - 1) < 0.01)
  }

  @Test("without noise all is learnt, and without signal nothing") func extremes() {
    #expect(BiasVarianceModes([Self.mode(3, 1, 0, 0), Self.mode(1, 0, 2, 0)]).bestTime == .infinity)
    #expect(BiasVarianceModes([Self.mode(3, 0, 0, 1), Self.mode(1, 0, 0, 2)]).bestTime == 0)
  }

  @Test("rates at the ends of float64, and signals that are no numbers") func extremeRates() {
    for rates in [(1e200, 1e-200), (3e-308, .leastNonzeroMagnitude), (1e308, 1e307)] {
      let time = BiasVarianceModes([Self.mode(rates.0, 1, 0, 0.5), Self.mode(rates.1, 1, 0, 0.5)]).bestTime
      #expect(time > 0)
    }
    _ = BiasVarianceModes([Self.mode(1, .nan, 0, 0.5)]).bestTime
  }

  @Test("a mode without a rate is never learnt") func nullMode() {
    let modes = BiasVarianceModes([Self.mode(2, 1, 0, 0.5), Self.mode(0, 3, 0.25, 0.5)])
    let parts = modes.parts(at: .infinity)
    #expect(parts.biasSquare == 1.5 && parts.initialVariance == 0.125 && parts.noiseVariance == 0.25)
    #expect(abs(modes.bestTime - log(3.0) / 2) < 1e-7)
    #expect(BiasVarianceModes([Self.mode(0, 1, 1, 1)]).bestTime == 0)
  }
}
