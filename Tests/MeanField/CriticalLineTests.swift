import Failures
import Foundation
import MeanField
import Nonlinearities
import Testing

@Suite struct CriticalLineTests {
  @Test("functions that are linear on both sides of 0 are critical at 1/E[φ′²] for every bias")
  func piecewiseLinear() throws {
    for biasVariance in [0, 0.3, 7] {
      #expect(try CriticalLine(.relu).weightVariance(biasVariance: biasVariance) == 2)
      #expect(try CriticalLine(.identity).weightVariance(biasVariance: biasVariance) == 1)
    }
  }

  @Test("without biases the critical point has q* = 0 and σ_w² = 1/φ′(0)²")
  func withoutBiases() throws {
    #expect(try CriticalLine(.tanh).weightVariance(biasVariance: 0) == 1)
    #expect(abs(try CriticalLine(.erf).weightVariance(biasVariance: 0) - .pi / 4) < 1e-15)
  }

  @Test("small biases: σ_w² − 1/φ′(0)² grows like the cube root")
  func smallBiases() throws {
    // tanh: σ_b² = q − T/Ṫ with T = q − 2q² + 17q³/3, Ṫ = 1 − 2q + 17q²/3·… gives σ_w² = 1 + 2q to first order.
    let values = try [1e-12, 1e-9].map { try CriticalLine(.tanh).weightVariance(biasVariance: $0) - 1 }
    #expect(abs(values[1] / values[0] - 10) < 0.05)
  }

  @Test("a line that does not exist is a typed error")
  func absentLines() throws {
    let constant = Nonlinearity.custom(.init(name: "one", function: { _ in 1 }, derivative: { _ in 0 }))
    #expect(throws: MeanFieldFailure.noCriticalLine(nonlinearity: "one")) {
      try CriticalLine(constant).weightVariance(biasVariance: 0.1)
    }
    #expect(throws: MeanFieldFailure.self) { try CriticalLine(.tanh).weightVariance(biasVariance: -1) }
    #expect(throws: MeanFieldFailure.self) { try CriticalLine(.tanh).weightVariance(biasVariance: .nan) }
    // tanh needs σ_w² of the order √q there, and q* beyond 1e4.
    #expect(throws: MeanFieldFailure.unreachable(biasVariance: 1e5, nonlinearity: "tanh", largest: 1e4)) {
      try CriticalLine(.tanh).weightVariance(biasVariance: 1e5)
    }
  }

  @Test("biases that rounding would decide are refused, and those above are not")
  func tinyBiases() throws {
    for biasVariance in [1e-300, 1e-25, 1e-19] {
      let error = #expect(throws: MeanFieldFailure.self) {
        try CriticalLine(.tanh).weightVariance(biasVariance: biasVariance)
      }
      guard case .biasTooSmall(biasVariance, "tanh", let least) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      // σ_b² = 4q³/3 to first order, at q = 1e-6.
      #expect((least / (4e-18 / 3) - 1).magnitude < 0.01)
    }
    // σ_w² = 1 + 2q there; q − T/Ṫ has 1e-4 of itself left at that q.
    let smallest = try CriticalLine(.tanh).weightVariance(biasVariance: 2e-18)
    #expect(((smallest - 1) / (2 * cbrt(1.5e-18)) - 1).magnitude < 1e-3)
  }

  @Test("gelu meets χ₁ = 1 without biases only at an unstable variance")
  func unstable() {
    #expect(throws: MeanFieldFailure.self) { try CriticalLine(.gelu).weightVariance(biasVariance: 0) }
  }

  @Test("a critical point that inputs of variance 1 do not reach is none")
  func notReached() throws {
    // χ₁ is 1 at q = 0.116 with σ_w² = 1.18, from which variances do not move; 1 is beyond its basin and goes to 115.
    let nonlinearity = VarianceOrbitTests.staircase(height: 5, place: 2.5)
    #expect(throws: MeanFieldFailure.unstable(biasVariance: 0.001, nonlinearity: "staircase")) {
      try CriticalLine(nonlinearity).weightVariance(biasVariance: 0.001)
    }
    #expect(throws: MeanFieldFailure.unstable(biasVariance: 0, nonlinearity: "staircase")) {
      try CriticalLine(nonlinearity).weightVariance(biasVariance: 0)
    }
  }

  @Test(
    "the theory on the line is critical",
    arguments: [
      Nonlinearity.tanh, .erf, .sin, .cos, .gelu, VarianceOrbitTests.bump,
      VarianceOrbitTests.staircase(height: 5, place: 2.5), VarianceOrbitTests.staircase(height: 5, place: 4),
      VarianceOrbitTests.staircase(height: 2, place: 3),
    ])
  func theoryIsCritical(_ nonlinearity: Nonlinearity) throws {
    var found = 0
    for biasVariance in [0, 0.001, 0.05, 0.3, 1, 5] {
      let weightVariance: Double
      do {
        weightVariance = try CriticalLine(nonlinearity).weightVariance(biasVariance: biasVariance)
      } catch MeanFieldFailure.unstable {
        continue
      }
      found += 1
      let theory = try MeanFieldTheory(
        nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
      // At q* = 0 rounding stops the search at some 1e-8.
      let bound = biasVariance == 0 ? 1e-6 : 1e-11
      #expect((try theory.chi1.get() - 1).magnitude < bound, "\(nonlinearity.name) \(biasVariance)")
    }
    #expect(found >= 2, "\(nonlinearity.name)")
  }
}
