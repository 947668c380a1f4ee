import Glibc

/// A polynomial: its Hermite series is finite, and all that is known of it follows from the coefficients of
///
///     φ(√q z) = Σ aₙ hₙ(z),    φ′(√q z) = Σ bₙ hₙ(z),    φ″(√q z) = Σ dₙ hₙ(z)
///
/// in Hermite polynomials of unit norm (`HermiteSeries`): T = Σ aₙ a′ₙ cⁿ, Ṫ = Σ bₙ b′ₙ cⁿ.
///
/// *Degrees up to 31.* Two powers of x with rounded coefficients cancel the more, the higher they are: Hermite's
/// polynomial of degree 31, written in powers, has terms 8e6 times as large as itself, which takes half of float64's
/// digits; E[φ²] of x³¹ is 2e42, and layer upon layer of it leaves the range of float64. The series of both parities
/// have 16 terms then, the shortest length of `MehlerLevel`.
protocol PolynomialDefinition: NonlinearityDefinition {
  var degree: Int { get }
  /// The Hermite coefficients of the derivative of this order, `degree` + 1 of them, of which the last may be 0.
  func hermite(_ variance: Double, derivative order: Int) -> [Double]
}

extension PolynomialDefinition {
  /// As `MehlerDual` of both parities with 16 terms: about tanh's.
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 20e-9, bytesPerInput: 32) }
  func check(largestVariance q: Double) throws { try checkMoments(q) }

  /// A line stays one; what is bent at least squares its variance.
  var hasOneFixedVariance: Bool { degree < 2 }

  func mean(_ q: Double) -> Double { hermite(q, derivative: 0).first ?? 0 }
  func secondMoment(_ q: Double) -> Double { square(q, derivative: 0) }
  func derivativeSecondMoment(_ q: Double) -> Double { square(q, derivative: 1) }
  func secondDerivativeSecondMoment(_ q: Double) -> Double? { square(q, derivative: 2) }
  /// E[φ′² + φφ″] by Price's theorem.
  func secondMomentSlope(_ q: Double) -> Double {
    let (values, bends) = (hermite(q, derivative: 0), hermite(q, derivative: 2))
    return zip(values, bends).reduce(derivativeSecondMoment(q)) { $0 + $1.0 * $1.1 }
  }

  private func square(_ q: Double, derivative order: Int) -> Double {
    hermite(q, derivative: order).reduce(0) { $0 + $1 * $1 }
  }

  /// With zeros behind them, by which `HermiteSeries` sees that they are all.
  func hermiteCoefficients(_ variance: Double) -> (a: [Double], b: [Double])? {
    let zeros = [Double](repeating: 0, count: 8)
    return (hermite(variance, derivative: 0) + zeros, hermite(variance, derivative: 1) + zeros)
  }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    HermiteDual.ofOneVariance(self, rowVariances: rowVariances, columnVariances: columnVariances, upTo: .infinity)
      ?? MehlerDual(PolynomialSource(definition: self), rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func pairwiseDualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    PairwiseDual(self, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    PolynomialVarianceSlopes(self, rowVariances: rowVariances, columnVariances: columnVariances)
  }
}
