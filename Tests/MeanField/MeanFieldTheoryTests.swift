import Foundation
import MeanField
import Nonlinearities
import Testing

@Suite struct MeanFieldTheoryTests {
  @Test(
    "parameters outside their range are refused",
    arguments: [
      (-1, 0.1, 1), (.nan, 0.1, 1), (1, -0.1, 1), (1, .infinity, 1), (1, 0.1, 0), (1, 0.1, 1.1), (1, 0.1, .nan),
    ] as [(Double, Double, Double)])
  func invalidParameters(weightVariance: Double, biasVariance: Double, keepProbability: Double) {
    #expect(throws: MeanFieldFailure.self) {
      try MeanFieldTheory(
        nonlinearity: .tanh, weightVariance: weightVariance, biasVariance: biasVariance,
        keepProbability: keepProbability)
    }
  }

  private func relu(_ weightVariance: Double, _ biasVariance: Double) throws -> MeanFieldTheory {
    try MeanFieldTheory(nonlinearity: .relu, weightVariance: weightVariance, biasVariance: biasVariance)
  }

  @Test("ReLU: ordered below σ_w² = 2, nothing fixed beyond")
  func relu() throws {
    let bounded = try relu(1.9, 0.2)
    #expect(abs(try bounded.fixedVariance.get() - 4) < 1e-13)
    #expect(bounded.fixedCorrelation == .value(1))
    #expect(bounded.phase == .value(.ordered))
    #expect(abs(try bounded.varianceDepthScale.get() - bounded.correlationDepthScale.get()) < 1e-9)
    let growing = try relu(2.5, 0.1)
    #expect(growing.fixedVariance == .absent(.varianceGrows))
    #expect(growing.fixedCorrelation == .absent(.varianceGrows))
    #expect(growing.phase == .absent(.varianceGrows))
    #expect(growing.varianceDepthScale == .absent(.varianceGrows))
    #expect(growing.generalizationDepthScale == .absent(.varianceGrows))
    #expect(growing.chi1 == .value(1.25))
    #expect(growing.chi2 == .absent(.varianceGrows))
    #expect(bounded.chi2 == .absent(.kink(nonlinearity: "relu")))
  }

  @Test("ReLU at its critical point: every variance is fixed, correlations grow to 1 without a scale")
  func criticalRelu() throws {
    let theory = try relu(2, 0)
    #expect(theory.fixedVariance == .absent(.everyVarianceIsFixed))
    #expect(theory.fixedCorrelation == .value(1))
    #expect(theory.phase == .value(.critical))
    #expect(theory.correlationDepthScale == .absent(.criticalPoint))
    #expect(theory.varianceDepthScale == .absent(.everyVarianceIsFixed))
    #expect(try relu(2, 0.1).fixedVariance == .absent(.varianceGrows))
  }

  @Test("signals that vanish have no correlation")
  func vanishing() throws {
    let theory = try MeanFieldTheory(nonlinearity: .tanh, weightVariance: 0.9, biasVariance: 0)
    #expect(theory.fixedVariance == .value(0))
    #expect(theory.fixedCorrelation == .absent(.varianceVanishes))
    #expect(abs(try theory.chi1.get() - 0.9) < 1e-15)
    #expect(throws: Absence.varianceVanishes) { try theory.curvature(depth: 3) }
    let none = try MeanFieldTheory(nonlinearity: .erf, weightVariance: 0, biasVariance: 0.3)
    #expect(none.fixedVariance == .value(0.3))
    #expect(none.fixedCorrelation == .value(1))
    #expect(none.correlationDepthScale == .absent(.oneLayer))
  }

  @Test("without biases the correlations of odd functions vanish in the chaotic phase")
  func oddFunctionsWithoutBiases() throws {
    for nonlinearity in [Nonlinearity.tanh, .erf, .sin] {
      let theory = try MeanFieldTheory(nonlinearity: nonlinearity, weightVariance: 2, biasVariance: 0)
      #expect(try theory.fixedSeparation.get() == 1)
    }
  }

  @Test("a linear network: every correlation is fixed without biases")
  func linear() throws {
    let theory = try MeanFieldTheory(nonlinearity: .identity, weightVariance: 0.5, biasVariance: 0)
    #expect(theory.fixedVariance == .value(0))
    #expect(theory.fixedCorrelation == .absent(.everyCorrelationIsFixed))
    let biased = try MeanFieldTheory(nonlinearity: .identity, weightVariance: 0.5, biasVariance: 1)
    #expect(biased.fixedVariance == .value(2))
    #expect(biased.fixedCorrelation == .value(1))
    #expect(biased.chi2 == .value(0))
  }

  @Test("dropout: no phases, c* below 1 everywhere, depth scales finite at the former critical point")
  func dropout() throws {
    let critical = try CriticalLine(.tanh).weightVariance(biasVariance: 0.05)
    for keep in [0.999, 0.9, 0.5] {
      let theory = try MeanFieldTheory(
        nonlinearity: .tanh, weightVariance: critical, biasVariance: 0.05, keepProbability: keep)
      #expect(theory.phase == .absent(.dropout))
      #expect(try theory.fixedCorrelation.get() < 1)
      #expect(try theory.correlationDepthScale.get() < 1 / (1 - keep))
      #expect(throws: Absence.dropout) { try theory.curvature(depth: 3) }
      #expect(abs(try theory.gradientFactor.get() - theory.chi1.get() / keep) < 1e-15)
    }
  }

  @Test("a depth scale needs a slope below 1 in modulus")
  func depthScales() throws {
    #expect((try MeanFieldTheory.depthScale(slope: -0.5).get() * log(2) - 1).magnitude < 1e-15)
    #expect(MeanFieldTheory.depthScale(slope: 0) == .absent(.oneLayer))
    #expect(MeanFieldTheory.depthScale(slope: 1) == .absent(.criticalPoint))
    #expect(MeanFieldTheory.depthScale(slope: 1.5) == .absent(.repelling))
    #expect(MeanFieldTheory.depthScale(slope: -1.01) == .absent(.repelling))
  }

  @Test("near the critical point c* keeps its relative precision")
  func nearCritical() throws {
    let critical = try CriticalLine(.erf).weightVariance(biasVariance: 0.1)
    for excess in [1e-3, 1e-5, 1e-7] {
      let theory = try MeanFieldTheory(nonlinearity: .erf, weightVariance: critical + excess, biasVariance: 0.1)
      let (epsilon, chi1) = (try theory.fixedSeparation.get(), try theory.chi1.get())
      // c′ = 1 − χ₁ε + q*χ₂ε²/2 …: ε* = 2(χ₁ − 1)/(q*χ₂) to first order, with a second order of some ε*.
      let expected = 2 * (chi1 - 1) / (try theory.fixedVariance.get() * theory.chi2.get())
      #expect(abs(epsilon / expected - 1) < 3 * epsilon + 1e-15 / (chi1 - 1), "\(excess)")
    }
  }
}
