import Glibc

extension Nonlinearity {
  /// e^{−x²}
  public static let gaussian = gaussian(scale: 1, rate: -1)
  /// a e^{bx²}
  public static func gaussian(scale a: Double, rate b: Double) -> Nonlinearity { Nonlinearity(Gaussian(a: a, b: b)) }
}

/// a e^{bx²}. With g = −2b, b above 0 has moments only of variances below 1/(4b):
///
///     T(q) = a²/√(1 + 2gq),    Ṫ(q) = a² g² q/(1 + 2gq)^{3/2}.
struct Gaussian: NonlinearityDefinition {
  let a: Double
  let b: Double

  /// g
  private var width: Double { -2 * b }
  /// 1 + 2gq
  private func spread(_ q: Double) -> Double { 1 + 2 * width * q }

  var name: String { "gaussian" }
  var loops: any NonlinearityLoops { a == 1 && b == -1 ? GaussianLoops() : CalledLoops(definition: self) }
  var higherDerivatives: (any DerivativeForm)? {
    // Beyond it is sharper than the grids of those who ask.
    -2...0 ~= b ? GaussianDerivatives(a: a, b: b) : nil
  }
  var settings: NonlinearitySettings? { ["a": .number(a), "b": .number(b)] }
  func checkSettings() throws { try requireFinite(["a": a, "b": b]) }

  func value(_ x: Double) -> Double { a * exp(b * x * x) }
  func slope(_ x: Double) -> Double { 2 * b * x * a * exp(b * x * x) }

  /// T falls.
  var hasOneFixedVariance: Bool { b <= 0 }
  /// That of erf without its arc sines.
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 4e-9, bytesPerInput: 48) }
  /// Powers of T and q for Ṫ must not overflow either.
  var largestVariance: Double { 1e100 }
  func check(largestVariance q: Double) throws { try checkMoments(q) }

  func mean(_ q: Double) -> Double { a / (1 + width * q).squareRoot() }
  func secondMoment(_ q: Double) -> Double {
    let spread = spread(q)
    return spread > 0 ? a * a / spread.squareRoot() : .infinity
  }
  func derivativeSecondMoment(_ q: Double) -> Double {
    let spread = spread(q)
    return spread > 0 ? a * a * (width * q / spread) * width / spread.squareRoot() : .infinity
  }
  func secondMomentSlope(_ q: Double) -> Double { -width * secondMoment(q) / spread(q) }
  /// φ″ = 2b (1 + 2b x²) φ, and φ² leaves of x a normal number of variance v = q/(1 + 2gq).
  func secondDerivativeSecondMoment(_ q: Double) -> Double? {
    let bend = b * q / spread(q)
    return 4 * b * b * (1 + 4 * bend + 12 * bend * bend) * secondMoment(q)
  }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    GaussianDual(scale: a, width: width, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { GaussianCovariance(scale: a, width: width) }

  /// T = a²/√D, D = 1 + g(q₁ + q₂) + g²(q₁q₂ − k²): ∂T/∂q₁ = −½ g (1 + g q₂) T/D.
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    slopes(rowVariances, columnVariances) { [width] _, pair in
      let determinant = 1 + width * (pair.first + pair.second) + width * width * pair.determinant
      return -0.5 * width * (1 + width * pair.second) * pair.value / determinant
    }
  }
}
