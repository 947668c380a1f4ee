import Foundation
import Nonlinearities
import Testing

/// The closed forms of nonlinearities with settings against extended precision (`Golden/make_more.py`).
@Suite("Closed duals of nonlinearities with settings") struct ClosedDualTests {
  /// What the doc comments promise, in ulp: of ρ at equal variances and at others (infinity: 16·2⁻⁵² absolute alone),
  /// and of Ṫ's largest value.
  struct Promise: Sendable, CustomTestStringConvertible {
    let key: String
    let nonlinearity: Nonlinearity
    let equal, unequal, derivative: Double
    var testDescription: String { key }
  }

  static let promises = [
    Promise(key: "exp", nonlinearity: .exp(scale: 0.75, rate: 0.5), equal: 16, unequal: 16, derivative: 32),
    Promise(key: "gaussian", nonlinearity: .gaussian, equal: 16, unequal: 16, derivative: 16),
    Promise(
      key: "gaussian scaled", nonlinearity: .gaussian(scale: 1.5, rate: -0.25), equal: 16, unequal: 16, derivative: 16),
    Promise(key: "rbf", nonlinearity: .rbf(gamma: 0.25), equal: 16, unequal: 16, derivative: 16),
    Promise(key: "monomial 3", nonlinearity: .monomial(degree: 3), equal: 64, unequal: 64, derivative: 64),
    Promise(key: "monomial 8", nonlinearity: .monomial(degree: 8), equal: 64, unequal: .infinity, derivative: 64),
    Promise(
      key: "polynomial", nonlinearity: .polynomial([0.5, -1, 0.25, 0.125]), equal: 64, unequal: .infinity,
      derivative: 64),
    Promise(key: "hermite 5", nonlinearity: .hermite(degree: 5), equal: 64, unequal: .infinity, derivative: 64),
    Promise(
      key: "rectifiedMonomial 2", nonlinearity: .rectifiedMonomial(degree: 2), equal: 12, unequal: 12, derivative: 12),
    Promise(
      key: "rectifiedMonomial 3", nonlinearity: .rectifiedMonomial(degree: 3), equal: 14, unequal: 14, derivative: 14),
    Promise(
      key: "rectifiedMonomial 5", nonlinearity: .rectifiedMonomial(degree: 5), equal: 18, unequal: 18, derivative: 18),
    Promise(
      key: "monomial 20", nonlinearity: .monomial(degree: 20), equal: 64, unequal: .infinity, derivative: 64),
    Promise(
      key: "monomial 31", nonlinearity: .monomial(degree: 31), equal: 64, unequal: .infinity, derivative: 64),
    Promise(key: "hermite 20", nonlinearity: .hermite(degree: 20), equal: 64, unequal: .infinity, derivative: 64),
    Promise(key: "hermite 31", nonlinearity: .hermite(degree: 31), equal: 64, unequal: .infinity, derivative: 64),
    Promise(
      key: "rectifiedMonomial 20", nonlinearity: .rectifiedMonomial(degree: 20), equal: 48, unequal: 48, derivative: 48),
    Promise(
      key: "rectifiedMonomial 31", nonlinearity: .rectifiedMonomial(degree: 31), equal: 70, unequal: 70, derivative: 70),
    Promise(key: "sign", nonlinearity: .sign, equal: 4, unequal: 4, derivative: 8),
    Promise(key: "step", nonlinearity: .step, equal: 4, unequal: 4, derivative: 8),
    Promise(key: "sigmoidLike", nonlinearity: .sigmoidLike, equal: 32, unequal: .infinity, derivative: 8),
    Promise(key: "elu", nonlinearity: .elu(), equal: 64, unequal: .infinity, derivative: 16),
    Promise(key: "elu 1.5", nonlinearity: .elu(alpha: 1.5), equal: 64, unequal: .infinity, derivative: 16),
    Promise(key: "celu 0.5", nonlinearity: .celu(alpha: 0.5), equal: 64, unequal: .infinity, derivative: 16),
  ]

  @Test(arguments: promises) func goldenValues(_ promise: Promise) throws {
    let groups = try GoldenPairs.load(named: promise.key, file: "more")
    #expect(groups.count >= 4)
    let ulp = 0x1p-52
    var worst = (equal: 0.0, unequal: 0.0, absolute: 0.0, derivative: 0.0)
    for group in groups {
      let (q1, q2) = (group.variances[0], group.variances[1])
      let (rho, slopes) = try applyDual(promise.nonlinearity, q1, q2, group.pairs.map { $0[0] })
      let largest = [q1, q2].map(promise.nonlinearity.derivativeSecondMoment).filter(\.isFinite).max() ?? 0
      for (k, pair) in group.pairs.enumerated() {
        let absolute = abs(rho[k] - pair[2])
        let error = absolute == 0 ? 0 : absolute / (ulp * abs(pair[2]))
        if q1 == q2 {
          worst.equal = max(worst.equal, error)
          #expect(error <= promise.equal, "q = \(q1), ε = \(pair[0]): \(rho[k]), \(pair[2])")
        } else {
          worst.unequal = max(worst.unequal, error)
          worst.absolute = max(worst.absolute, absolute / ulp)
          #expect(error <= promise.unequal, "q = \(q1), \(q2), ε = \(pair[0]): \(rho[k]), \(pair[2])")
          #expect(absolute <= 16 * ulp, "q = \(q1), \(q2), ε = \(pair[0]): \(rho[k]), \(pair[2])")
        }
        // Opposite inputs of a φ that jumps have no Ṫ.
        guard slopes[k].isFinite else { continue }
        let gap = abs(slopes[k] - pair[3]) / (ulp * max(largest, abs(pair[3])))
        worst.derivative = max(worst.derivative, gap)
        #expect(gap <= promise.derivative, "q = \(q1), \(q2), ε = \(pair[0]): \(slopes[k]), \(pair[3])")
      }
    }
    print(
      "\(promise.key): ρ \(worst.equal) ulp at equal variances, \(worst.unequal) ulp and \(worst.absolute)·2⁻⁵² at others;",
      "Ṫ \(worst.derivative) ulp")
  }

  /// Where moments end, T is large and D small: still the closed form, and beyond it a typed failure.
  @Test func gaussianThatGrows() throws {
    let phi = Nonlinearity.gaussian(scale: 1, rate: 0.1)
    let (rho, slopes) = try applyDual(phi, 2, 1, [0.3])
    // E[e^{(u² + v²)/10}] = 1/√D of 1 − 2b(q₁ + q₂) + 4b²(q₁q₂ − k²).
    let k = 0.7 * 2.0.squareRoot()
    let determinant = 1 - 0.2 * 3 + 0.04 * (2 - k * k)
    let norm = (phi.secondMoment(2) * phi.secondMoment(1)).squareRoot()
    #expect(abs(rho[0] - (1 - 1 / (determinant.squareRoot() * norm))) < 4e-15)
    #expect(abs(slopes[0] - 0.04 * k / pow(determinant, 1.5)) < 4e-15)
    #expect(throws: NonlinearityFailure.infiniteMoment(nonlinearity: "gaussian", variance: 2.5)) {
      try phi.dualMap(rowVariances: [1], columnVariances: [2.5])
    }
    #expect(throws: NonlinearityFailure.infiniteMoment(nonlinearity: "gaussian", variance: 2.5)) {
      try phi.covarianceDual(variances: [1, 2.5])
    }
  }

  /// Other degrees, by the quadrature that knows nothing of them. It leaves out what is beyond 9 standard deviations,
  /// where x²⁰ still has 1e-8 of its mean.
  @Test(arguments: [Nonlinearity.rectifiedMonomial(degree: 9), .monomial(degree: 10), .hermite(degree: 6)])
  func higherDegrees(_ nonlinearity: Nonlinearity) throws {
    let separations = [1e-3, 0.4, 1, 1.6]
    let (rho, slopes) = try applyDual(nonlinearity, 0.8, 1.1, separations)
    let quadrature = QuadratureDual(nonlinearity, rowVariances: [0.8], columnVariances: separations.map { _ in 1.1 })
    let (expected, slope) = applyDual(quadrature, separations)
    let largest = nonlinearity.derivativeSecondMoment(1.1)
    for k in separations.indices {
      #expect(abs(rho[k] - expected[k]) < 1e-6, "\(separations[k])")
      #expect(abs(slopes[k] - slope[k]) <= 1e-6 * largest, "\(separations[k])")
    }
  }

  /// T = cⁿ and Ṫ = n cⁿ⁻¹ at variance 1, up to the last degree.
  @Test(arguments: [0, 1, 2, 17, 31]) func hermiteOfUnitVariance(degree: Int) throws {
    let separations = [1e-12, 1e-3, 0.4, 1, 1.6, 2]
    let nonlinearity = Nonlinearity.hermite(degree: degree)
    #expect(nonlinearity.secondMoment(1) == 1)
    #expect(abs(nonlinearity.derivativeSecondMoment(1) - Double(degree)) <= 1e-14 * Double(degree))
    let (rho, slopes) = try applyDual(nonlinearity, 1, 1, separations)
    for (k, separation) in separations.enumerated() {
      let power = expm1(Double(degree) * log1p(-min(separation, 0.5)))
      let expected = separation <= 0.5 ? -power : 1 - pow(1 - separation, Double(degree))
      #expect(abs(rho[k] - expected) <= 64 * 0x1p-52 * max(expected, 0.1 * separation), "\(separation)")
      let slope = degree == 0 ? 0 : Double(degree) * pow(1 - separation, Double(degree - 1))
      #expect(abs(slopes[k] - slope) <= 64 * 0x1p-52 * Double(max(1, degree)), "\(separation)")
    }
  }
}
