import Foundation
import Nonlinearities
import Testing

/// Variances between the smallest normal number and 1e150, and pairs of very different ones.
@Suite struct ExtremeVariancesTests {
  private static let variances = [1e-300, 1e-170, 1e-41, 1e-20, 1e-6, 0.03, 1, 40, 1e6, 1e30, 1e150]
  private static let separations = [0, 1e-9, 0.3, 1, 1.7, 2]

  /// T(q₁, q₂, c) / √(T(q₁) T(q₂)) from the textbook formula, whose error is that of rounding where the formula does
  /// not underflow: it is asked for variances from 1e-40, below which φ is its tangent to the last digit.
  private static func cosine(_ nonlinearity: Nonlinearity, _ q1: Double, _ q2: Double, separation: Double) -> Double {
    let (q1, q2) = (max(q1, 1e-40), max(q2, 1e-40))
    let k = (1 - separation) * q1.squareRoot() * q2.squareRoot()
    let norm = nonlinearity.secondMoment(q1).squareRoot() * nonlinearity.secondMoment(q2).squareRoot()
    switch nonlinearity {
    case .erf:
      // arcsin(2k/√(A₁A₂)) by its tangent: an arcsine near 1 loses digits.
      let determinant = 1 + 2 * (q1 + q2) + 4 * q1 * q2 * separation * (2 - separation)
      return 2 / Double.pi * atan2(2 * k, determinant.squareRoot()) / norm
    case .sin:
      // e^{−(q₁+q₂)/2} sinh k, with the exponents added before the exponential.
      let mean = 0.5 * (q1 + q2)
      return k.magnitude < 1 ? exp(-mean) * sinh(k) / norm : 0.5 * (exp(k - mean) - exp(-k - mean)) / norm
    default: return .nan
    }
  }

  /// The rounding of a cosine, and for sin that of its exponent: q₁ + q₂ up to 80 is right to 1e-14. Beyond, only equal
  /// and opposite inputs of one variance still have anything in common.
  @Test(arguments: [Nonlinearity.erf, .sin]) func agreeWithTheTextbookFormula(_ nonlinearity: Nonlinearity) throws {
    let largest = nonlinearity == .sin ? 40 : 1e30
    for q1 in Self.variances where q1 <= largest {
      for q2 in Self.variances where q2 <= largest {
        let (rho, _) = try applyDual(nonlinearity, q1, q2, Self.separations)
        for (k, separation) in Self.separations.enumerated() {
          let expected = 1 - Self.cosine(nonlinearity, q1, q2, separation: separation)
          #expect(abs(rho[k] - expected) < 3e-14, "q = \(q1), \(q2), ε = \(separation)")
        }
      }
    }
  }

  /// Where variances vanish, φ is its tangent: ρ = ε and Ṫ = φ′(0)², whatever the two variances are.
  @Test(arguments: [Nonlinearity.erf, .sin, .gelu, .tanh])
  func tinyVariancesAreLinear(_ nonlinearity: Nonlinearity) throws {
    let slope = nonlinearity.derivative(0)
    // The first is no normal number: deep in an ordered phase without biases variances pass through those to 0.
    for q1 in [0x1p-1063, 1e-300, 1e-170, 1e-41, 1e-30] {
      for q2 in [0x1p-1063, 1e-300, 1e-170, 1e-41, 1e-30] {
        let (rho, derivatives) = try applyDual(nonlinearity, q1, q2, Self.separations)
        for (k, separation) in Self.separations.enumerated() {
          // Promised at unequal variances: 4e-15. gelu's next term is of the order √q = 1e-15.
          #expect(abs(rho[k] - separation) < 4e-15, "q = \(q1), \(q2), ε = \(separation)")
          #expect(abs(derivatives[k] - slope * slope) < 4e-15)
        }
      }
    }
  }

  @Test(
    arguments: [
      Nonlinearity.relu, .erf, .gelu, .sin, .cos, .tanh, .rbf(gamma: 0.3), .sign, .step, .elu(), .selu, .sigmoidLike,
    ])
  func everyPairIsACorrelation(_ nonlinearity: Nonlinearity) throws {
    // tanh beyond q = 50 goes through quadrature, half a second a pair.
    for q1 in Self.variances where nonlinearity != .tanh || q1 <= 40 {
      for q2 in Self.variances where nonlinearity != .tanh || q2 <= 40 {
        let (rho, derivatives) = try applyDual(nonlinearity, q1, q2, Self.separations)
        let bound = nonlinearity.derivativeSecondMoment(max(q1, q2)) + nonlinearity.derivativeSecondMoment(min(q1, q2))
        for k in rho.indices {
          #expect(rho[k] > -1e-14 && rho[k] < 2 + 1e-14, "q = \(q1), \(q2): ρ = \(rho[k])")
          #expect(abs(derivatives[k]) <= bound * (1 + 1e-13), "q = \(q1), \(q2): Ṫ = \(derivatives[k])")
        }
        if q1 == q2 { #expect(rho[0] == 0) }
      }
    }
  }

  @Test(arguments: [Nonlinearity.erf, .gelu, .sin, .cos, .tanh]) func tooLargeIsRefused(_ nonlinearity: Nonlinearity) {
    for variance in [1e151, .infinity, .nan, -1] {
      #expect(throws: NonlinearityFailure.self) {
        try nonlinearity.dualMap(rowVariances: [1], columnVariances: [variance])
      }
    }
  }
}
