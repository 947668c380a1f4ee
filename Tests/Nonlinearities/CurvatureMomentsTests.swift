import Nonlinearities
import Testing

@Suite struct CurvatureMomentsTests {
  static let all: [Nonlinearity] = [.relu, .leakyRelu(slope: 0.1), .abs, .identity, .erf, .gelu, .sin, .cos, .tanh]

  @Test(
    "dT/dq is the difference quotient of T", arguments: all + ClosedForms.smooth + ClosedForms.kinked)
  func slopeIsADifferenceQuotient(_ nonlinearity: Nonlinearity) {
    for q in [0.05, 1, 4.0] {
      let h = 1e-3 * q
      let (near, far) = (
        nonlinearity.secondMoment(q + h) - nonlinearity.secondMoment(q - h),
        nonlinearity.secondMoment(q + 2 * h) - nonlinearity.secondMoment(q - 2 * h)
      )
      // Five points: an error of h⁴ times the fifth derivative (a few units at most over q⁴), and rounding over h.
      let quotient = (8 * near - far) / (12 * h)
      #expect(abs(nonlinearity.secondMomentSlope(q) - quotient) < 1e-10 * (1 + quotient.magnitude), "q = \(q)")
    }
  }

  @Test(
    "the closed form of dT/dq is the expectation of Stein's lemma",
    arguments: all.dropLast() + ClosedForms.kinked + [.gaussian, .monomial(degree: 3), .hermite(degree: 4)])
  func slopeIsTheExpectation(_ nonlinearity: Nonlinearity) {
    let numerical = SecondMomentsTests.asCustom(nonlinearity, breakpoints: [0])
    for q in [0, 1e-12, 0.05, 1, 4, 100] {
      // Rounding of some 600 terms; sin and cos at q = 100 turn 20 times within the Gaussian's width.
      let (closed, quadrature) = (nonlinearity.secondMomentSlope(q), numerical.secondMomentSlope(q))
      #expect(abs(closed - quadrature) <= 1e-13 * max(1, closed.magnitude), "q = \(q): \(closed), \(quadrature)")
    }
  }

  @Test(
    "E[φ″²] is the slope of Ṫ(q, c) at c = 1 over q",
    arguments: [Nonlinearity.erf, .gelu, .sin, .cos, .tanh, .identity] + ClosedForms.smooth)
  func secondDerivativeMomentIsTheSlopeOfTheDual(_ nonlinearity: Nonlinearity) throws {
    for q in [0.1, 1, 4.0] {
      let map = try nonlinearity.dualMap(rowVariances: [q], columnVariances: [q])
      let h = 1e-4
      var (separations, derivatives) = ([0, h, 2 * h, 3 * h], [0.0, 0, 0, 0])
      map.map(row: 0, columns: 0..<1, separations: &separations[0], derivatives: &derivatives[0])
      for k in 1..<4 { map.map(row: 0, columns: 0..<1, separations: &separations[k], derivatives: &derivatives[k]) }
      // One-sided, third order: h³ times the fourth derivative in c, up to some 1e3 for q = 4.
      let d = derivatives
      let slope = (11 * d[0] - 18 * d[1] + 9 * d[2] - 2 * d[3]) / (6 * h)
      let moment = try #require(nonlinearity.secondDerivativeSecondMoment(q))
      #expect(abs(moment - slope / q) < 1e-8 * max(1, moment), "q = \(q): \(moment), \(slope / q)")
    }
  }

  @Test func kinksHaveNoSecondDerivative() {
    for nonlinearity in [Nonlinearity.relu, .abs, .leakyRelu(slope: 0.1)] {
      #expect(nonlinearity.secondDerivativeSecondMoment(1) == nil)
    }
  }
}
