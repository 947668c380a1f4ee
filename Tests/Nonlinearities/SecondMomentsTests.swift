import Glibc
import Nonlinearities
import Testing

@Suite struct SecondMomentsTests {
  /// A copy under another name takes the quadrature's way instead of the closed form's.
  static func asCustom(_ nonlinearity: Nonlinearity, breakpoints: [Double]) -> Nonlinearity {
    .custom(
      .init(
        name: "numerical " + nonlinearity.name, breakpoints: breakpoints, function: { nonlinearity($0) },
        derivative: { nonlinearity.derivative($0) }))
  }

  @Test(
    arguments: [Nonlinearity.relu, .leakyRelu(slope: 0.1), .abs, .identity, .erf, .gelu, .sin, .cos]
      + ClosedForms.smooth + ClosedForms.kinked)
  func closedFormIsTheExpectation(_ nonlinearity: Nonlinearity) {
    let numerical = Self.asCustom(nonlinearity, breakpoints: [0])
    for q in [0, 1e-12, 0.05, 1, 4, 100] {
      let pairs = [
        (nonlinearity.secondMoment(q), numerical.secondMoment(q)),
        (nonlinearity.derivativeSecondMoment(q), numerical.derivativeSecondMoment(q)),
      ]
      for (closed, quadrature) in pairs {
        // Rounding of some 600 positive terms; sin and cos at q = 100 turn 20 times within the Gaussian's width.
        #expect(abs(closed - quadrature) <= 2e-14 * max(closed, quadrature) + 1e-300, "q = \(q)")
      }
    }
  }

  /// ½ + …, in 60 digits. (1 − q)/(1 + q) + 1 has lost all of 2/(1 + q) by then.
  @Test(arguments: [
    (1e3, 0.5017721489258759035), (1e10, 0.50000056269769736842), (1e20, 0.50000000000562697698), (1e100, 0.5),
  ]) func slopesOfGeluAtLargeVariances(variance: Double, expected: Double) {
    #expect(abs(Nonlinearity.gelu.derivativeSecondMoment(variance) / expected - 1) < 1e-15)
  }

  @Test func hyperbolicTangentBetweenItsLimits() {
    // tanh x = x − x³/3 + 2x⁵/15 …: E[tanh²] = q − 2q² + 17q³/3 … ; a sign for large q.
    let small = 1e-6
    #expect(abs(Nonlinearity.tanh.secondMoment(small) / (small - 2 * small * small) - 1) < 1e-11)
    #expect(Nonlinearity.tanh.secondMoment(1e8) > 1 - 1e-4)
  }
}
