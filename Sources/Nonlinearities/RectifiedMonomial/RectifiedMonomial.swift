import Glibc

extension Nonlinearity {
  /// max(x, 0)ⁿ; of degree 0 a step.
  public static func rectifiedMonomial(degree: Int) -> Nonlinearity {
    rectifiedMonomial(degree: Double(degree))
  }

  static func rectifiedMonomial(degree: Double) -> Nonlinearity {
    degree == 0 ? Nonlinearity(Jump(.rectifiedMonomial)) : Nonlinearity(RectifiedMonomial(givenDegree: degree))
  }
}

/// max(x, 0)ⁿ, n ≥ 1: the arc-cosine kernels (Cho & Saul 2009). Homogeneous of degree n, so that variances drop out of
/// ρ. With Mₙ = (2n − 1)!!/2,
///
///     T(q) = Mₙ qⁿ,    Ṫ(q) = n² Mₙ₋₁ qⁿ⁻¹.
struct RectifiedMonomial: NonlinearityDefinition {
  /// n as it was given, which `checkSettings` holds to the whole numbers.
  let givenDegree: Double

  var degree: Int { max(1, PolynomialDegree.bounded(givenDegree)) }

  var name: String { "rectifiedMonomial" }
  var settings: NonlinearitySettings? { ["degree": .number(givenDegree)] }
  /// Degrees up to those of `PolynomialDefinition`, whose moments leave float64 as soon.
  func checkSettings() throws { try PolynomialDegree.check(givenDegree, of: self) }

  /// What is no number stays none.
  func value(_ x: Double) -> Double { x > 0 ? pow(x, givenDegree) : x.isNaN ? x : 0 }
  func slope(_ x: Double) -> Double { x > 0 ? givenDegree * pow(x, givenDegree - 1) : x.isNaN ? x : 0 }

  var breakpoints: [Double] { [0] }
  var slopes: PiecewiseLinearDual.Slopes? { degree == 1 ? .init(left: 0, right: 1) : nil }
  var hasOneFixedVariance: Bool { degree == 1 }
  /// ReLU's and four operations a degree.
  var cost: NonlinearityCost {
    NonlinearityCost(secondsPerPair: 3.5e-9 + 0.3e-9 * Double(degree), bytesPerInput: 24)
  }
  func check(largestVariance q: Double) throws { try checkMoments(q) }

  /// (2n − 1)!!/2
  private static func moment(_ n: Int) -> Double { (0..<n).reduce(0.5) { $0 * Double(2 * $1 + 1) } }

  /// 2^{n/2 − 1} Γ((n + 1)/2)/√π q^{n/2}
  func mean(_ q: Double) -> Double {
    let n = givenDegree
    return pow(2 * q, 0.5 * n) * 0.5 * tgamma(0.5 * (n + 1)) / Double.pi.squareRoot()
  }
  func secondMoment(_ q: Double) -> Double { Self.moment(degree) * pow(q, givenDegree) }
  func derivativeSecondMoment(_ q: Double) -> Double {
    givenDegree * givenDegree * Self.moment(degree - 1) * pow(q, givenDegree - 1)
  }
  func secondMomentSlope(_ q: Double) -> Double { givenDegree * Self.moment(degree) * pow(q, givenDegree - 1) }
  /// A kink makes it infinite.
  func secondDerivativeSecondMoment(_ q: Double) -> Double? {
    guard degree > 1 else { return nil }
    let factor = givenDegree * (givenDegree - 1)
    return factor * factor * Self.moment(degree - 2) * pow(q, givenDegree - 2)
  }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    RectifiedMonomialDual(self, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { RectifiedMonomialCovariance(self) }

  /// T is homogeneous of degree n in √q₁ and k together: 2 q₁ ∂T/∂q₁ + k Ṫ = n T.
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    slopes(rowVariances, columnVariances) { [givenDegree] q, pair in
      q > 0 ? (givenDegree * pair.value - pair.covariance * pair.derivative) / (2 * q) : 0
    }
  }
}
