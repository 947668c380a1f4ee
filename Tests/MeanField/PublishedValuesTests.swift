import Foundation
import MeanField
import Nonlinearities
import Testing

/// Numbers of the erf network computed from the formulas of Xiao et al. 2020 with another program, to their printed
/// digits.
@Suite("The theory against known numbers") struct PublishedValuesTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let weightVariance, biasVariance, fixedVariance, fixedCorrelation, chi1: Double
    var chiFixed: Double?
    var xi1: Double?
    var xiStar: Double?
    /// Θ's fixed entry: of inputs with themselves in the ordered phase, q*/(1 − χ₁), of two inputs in the chaotic one,
    /// q* c*/(1 − χ_{c*}).
    var fixedTangent: Double?
    var tangentDecimals = 4
    /// Of q*, c*, χ₁ and χ_{c*}.
    var decimals = 6
    /// 0.6 of the last printed place: half a unit, and the rounding of the other program.
    var tolerance: Double { 0.6 * pow(10, -Double(decimals)) }
    var testDescription: String { "erf \(weightVariance) \(biasVariance)" }
  }

  static let rows = [
    Row(
      weightVariance: 1.25, biasVariance: 0.05, fixedVariance: 0.435166, fixedCorrelation: 1, chi1: 0.961374,
      xi1: 25.386, fixedTangent: 11.2661),
    Row(
      weightVariance: 1.5, biasVariance: 0.05, fixedVariance: 0.601753, fixedCorrelation: 0.82053, chi1: 1.0347,
      chiFixed: 0.969552, xiStar: 15.3768, fixedTangent: 16.2164),
    Row(
      weightVariance: 0.5, biasVariance: 0.18, fixedVariance: 0.303217, fixedCorrelation: 1, chi1: 0.427959,
      xi1: 1.17823, fixedTangent: 0.5301),
    Row(
      weightVariance: 1.25, biasVariance: 0.18, fixedVariance: 0.662559, fixedCorrelation: 1, chi1: 0.833028,
      xi1: 5.47382, fixedTangent: 3.9681),
    Row(
      weightVariance: 1.76, biasVariance: 0.18, fixedVariance: 0.996429, fixedCorrelation: 0.990910, chi1: 1.003596,
      chiFixed: 0.996440, xiStar: 139.740, fixedTangent: 277.361, tangentDecimals: 3),
    Row(
      weightVariance: 2, biasVariance: 0.18, fixedVariance: 1.16755, fixedCorrelation: 0.837075, chi1: 1.069402,
      chiFixed: 0.942351, xiStar: 7.90655, fixedTangent: 16.9529),
    Row(
      weightVariance: 3, biasVariance: 0.18, fixedVariance: 1.933787, fixedCorrelation: 0.476949, chi1: 1.292398,
      chiFixed: 0.847977, xiStar: 2.37303, fixedTangent: 6.0669),
    Row(
      weightVariance: 2, biasVariance: 0.186, fixedVariance: 1.17636, fixedCorrelation: 0.84720, chi1: 1.06609,
      chiFixed: 0.94458, xiStar: 8.263, decimals: 5),
    Row(
      weightVariance: 4.10745, biasVariance: 0.186, fixedVariance: 2.84536, fixedCorrelation: 0.31305, chi1: 1.48627,
      chiFixed: 0.81092, xiStar: 1.651, decimals: 5),
  ]

  @Test("fixed points and depth scales of erf", arguments: rows)
  func erf(row: Row) throws {
    let theory = try MeanFieldTheory(
      nonlinearity: .erf, weightVariance: row.weightVariance, biasVariance: row.biasVariance)
    #expect(abs(try theory.fixedVariance.get() - row.fixedVariance) <= row.tolerance)
    #expect(abs(try theory.fixedCorrelation.get() - row.fixedCorrelation) <= row.tolerance)
    #expect(abs(try theory.chi1.get() - row.chi1) <= row.tolerance)
    if let chiFixed = row.chiFixed { #expect(abs(try theory.chiFixed.get() - chiFixed) <= row.tolerance) }
    if let fixedTangent = row.fixedTangent {
      let own =
        row.xi1 != nil
        ? try theory.fixedVariance.get() / (1 - theory.chi1.get())
        : try theory.fixedVariance.get() * theory.fixedCorrelation.get() / (1 - theory.chiFixed.get())
      #expect(abs(own - fixedTangent) <= 0.6 * pow(10, -Double(row.tangentDecimals)))
    }
    // Six significant digits are printed, with five decimals four.
    let relative = row.decimals == 6 ? 5e-6 : 5e-4
    if let xi1 = row.xi1 {
      #expect(abs(try theory.orderedDepthScale.get() / xi1 - 1) <= relative)
      #expect(theory.generalizationDepthScale == .absent(.orderedPhase))
      #expect(theory.phase == .value(.ordered))
    }
    if let xiStar = row.xiStar {
      #expect(abs(try theory.generalizationDepthScale.get() / xiStar - 1) <= relative)
      #expect(theory.orderedDepthScale == .absent(.chaoticPhase))
      #expect(theory.phase == .value(.chaotic))
    }
  }

  @Test(
    "critical lines",
    arguments: [
      (Nonlinearity.erf, 0.05, 1.375839), (.erf, 0.1, 1.552118), (.erf, 0.18, 1.747604), (.erf, 0.186, 1.760033),
      (.erf, 0.2, 1.78818),
      (.tanh, 0.01, 1.42421), (.tanh, 0.05, 1.76095), (.tanh, 0.1, 1.98607), (.tanh, 0.2, 2.28515), (.tanh, 1, 3.44321),
      (.tanh, 2, 4.26640),
    ])
  func critical(nonlinearity: Nonlinearity, biasVariance: Double, weightVariance: Double) throws {
    let found = try CriticalLine(nonlinearity).weightVariance(biasVariance: biasVariance)
    // Six decimals for erf, five for tanh. For tanh at σ_b² = 2 the list the others are from has 4.26635, from a
    // quadrature that is not converged at q* = 4.8; 4.266396 is the value in extended precision (`Golden/theory.json`).
    #expect(abs(found - weightVariance) <= (nonlinearity == .erf ? 6e-7 : 6e-6))
    let theory = try MeanFieldTheory(nonlinearity: nonlinearity, weightVariance: found, biasVariance: biasVariance)
    #expect(abs(try theory.chi1.get() - 1) < 1e-12)
    #expect(theory.phase == .value(.critical))
    #expect(theory.orderedDepthScale == .absent(.criticalPoint))
    #expect(theory.generalizationDepthScale == .absent(.criticalPoint))
  }
}
