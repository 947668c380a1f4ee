import Nonlinearities
import Testing

/// Nested quadrature knows no closed form: it checks all of them, and what has none.
@Suite struct QuadratureDualTests {
  static let variances = [(0, 1), (1e-12, 1e-12), (0.05, 0.05), (1, 1), (1, 4), (4, 0.05), (100, 100), (100, 1)]
  static let separations = [0, 1e-12, 0.02, 0.7, 1, 1.6, 2]

  @Test(arguments: [Nonlinearity.relu, .leakyRelu(slope: 0.1), .abs, .identity, .erf, .gelu, .sin, .cos, .tanh])
  func agreesWithClosedForms(_ nonlinearity: Nonlinearity) throws {
    var (worst, worstDerivative) = (0.0, 0.0)
    for (q1, q2) in Self.variances {
      // sin(10 z) turns too often for panels of one standard deviation.
      if max(q1, q2) > 4, [.sin, .cos].contains(nonlinearity) { continue }
      let (rho, dot) = try applyDual(nonlinearity, q1, q2, Self.separations)
      let columns = Array(repeating: q2, count: Self.separations.count)
      let quadrature = QuadratureDual(nonlinearity, rowVariances: [q1], columnVariances: columns)
      let (rhoNumerical, dotNumerical) = applyDual(quadrature, Self.separations)
      let scale = nonlinearity.derivativeSecondMoment(max(q1, q2)) + nonlinearity.derivativeSecondMoment(min(q1, q2))
      for k in Self.separations.indices {
        worst = max(worst, abs(rho[k] - rhoNumerical[k]))
        // At coinciding inputs φ′φ′ jumps along the diagonal, and at a kink the left slope is not the average.
        if q1 > 0 { worstDerivative = max(worstDerivative, abs(dot[k] - dotNumerical[k]) / scale) }
      }
      // Some twenty roundings of 1 in sums of 10⁵ terms.
      #expect(worst < 1e-14 && worstDerivative < 1e-14, "q = \(q1), \(q2)")
    }
    print("\(nonlinearity.name): worst difference from quadrature ρ \(worst), Ṫ \(worstDerivative)")
  }

  @Test func hyperbolicTangentOfHugeVarianceIsASign() throws {
    // Trapezoid rule in extended precision, made by Golden/make_golden.py.
    for group in try GoldenPairs.load(.tanh) where group.variances[0] >= 100 {
      let (rho, dot) = try applyDual(.tanh, group.variances[0], group.variances[1], group.pairs.map { $0[0] })
      for (k, pair) in group.pairs.enumerated() {
        // A mean of squared differences: 1e-15/√ε, and the rounding of 10⁵ terms.
        #expect(abs(rho[k] / pair[2] - 1) < 1e-12 + 2e-15 / pair[0].squareRoot(), "ε = \(pair[0])")
        #expect(abs(dot[k] / pair[3] - 1) < 1e-11, "ε = \(pair[0])")
      }
    }
  }

  @Test func aKinkOfTheUsersOwn() throws {
    // ReLU shifted up by a constant slope: x/2 + |x|/2, declared as custom, is ReLU.
    let rectifier = Nonlinearity.custom(
      .init(name: "own relu", breakpoints: [0], function: { max($0, 0) }, derivative: { $0 > 0 ? 1 : 0 }))
    let (rho, dot) = try applyDual(rectifier, 2, 3, Self.separations)
    let (exact, exactDot) = try applyDual(.relu, 2, 3, Self.separations)
    for k in Self.separations.indices {
      #expect(abs(rho[k] - exact[k]) < 1e-14 && abs(dot[k] - exactDot[k]) < 1e-14)
    }
  }
}
