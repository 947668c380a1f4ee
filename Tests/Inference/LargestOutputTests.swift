import Foundation
import Inference
import Testing
import TestSupport

@Suite("Probability of the largest output") struct LargestOutputTests {
  /// P(f₁ > f₂) = Φ((m₁ − m₂)/(s√2))
  @Test("two outputs have a closed form", arguments: [-7, -1, 0, 0.3, 2, 12.0], [1e-6, 1, 400.0])
  func twoOutputs(distance: Double, variance: Double) {
    let deviation = variance.squareRoot()
    let found = LargestOutput.probabilities([0.25 + distance * deviation, 0.25], variance: variance)
    let expected = 0.5 * erfc(-0.5 * distance)
    // The rule's sum of some hundred numbers below 1, and an argument that was rounded.
    #expect(abs(found[0] - expected) < 1e-14 && abs(found[0] + found[1] - 1) < 1e-14, "\(found) \(expected)")
  }

  @Test("equal means have equal shares, which sum to 1 for any number of outputs", arguments: [1, 2, 10, 100, 1000])
  func equalMeans(count: Int) {
    let found = LargestOutput.probabilities([Double](repeating: 3, count: count), variance: 2)
    #expect(found.allSatisfy { abs($0 * Double(count) - 1) < 1e-12 })
  }

  @Test("shares sum to 1 wherever the means are")
  func sums() {
    var random = SplitMix64(seed: 5)
    for spread: Double in [0.01, 1, 10, 1000] {
      let means = (0..<10).map { (_: Int) -> Double in spread * random.normal() }
      let found = LargestOutput.probabilities(means, variance: 1)
      #expect(abs(found.reduce(0, +) - 1) < 1e-13, "\(found)")
      #expect(Classification.argmax(found) == Classification.argmax(means))
    }
  }

  /// Three outputs by brute force.
  @Test("draws of the outputs agree")
  func draws() {
    var random = SplitMix64(seed: 6)
    let (means, count) = ([0.3, 0, -0.8], 40_000)
    var wins = [0.0, 0, 0]
    for _ in 0..<count { wins[Classification.argmax(means.map { $0 + 0.7 * random.normal() })] += 1 / Double(count) }
    let found = LargestOutput.probabilities(means, variance: 0.49)
    // Five standard deviations of a binomial share.
    for (p, share) in zip(found, wins) { #expect(abs(p - share) < 5 * (p * (1 - p) / Double(count)).squareRoot()) }
  }

  @Test("certainty and what is no number")
  func ends() {
    #expect(LargestOutput.probabilities([1, 3, 2], variance: 0) == [0, 1, 0])
    #expect(LargestOutput.probabilities([3, 3, 2], variance: 0) == [0.5, 0.5, 0])
    #expect(LargestOutput.probabilities([1, .nan], variance: 1).allSatisfy { $0.isNaN })
    #expect(LargestOutput.probabilities([1, 2], variance: .infinity).allSatisfy { $0.isNaN })
  }
}
