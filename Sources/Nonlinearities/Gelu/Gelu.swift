import Glibc

/// x Φ(x), Φ the standard normal distribution function (the exact form, not the tanh approximation). Expectations:
/// Tsuchida et al. 2021.
struct Gelu: NonlinearityDefinition {
  var nonlinearity: Nonlinearity { .gelu }
  var name: String { "gelu" }
  var loops: any NonlinearityLoops { GeluLoops() }
  var higherDerivatives: (any DerivativeForm)? { GeluDerivatives() }
  func value(_ x: Double) -> Double { 0.5 * x * erfc(-x * 0.5.squareRoot()) }
  func value(_ x: Float) -> Float { 0.5 * x * erfcf(-x * Float(0.5).squareRoot()) }
  func slope(_ x: Double) -> Double {
    0.5 * erfc(-x * 0.5.squareRoot()) + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
  }

  /// T is convex first and concave later, which can give three fixed points.
  var hasOneFixedVariance: Bool { false }
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 16e-9, bytesPerInput: 72) }

  func kept(_ variance: Double) -> Double { Nonlinearity.withoutUnderflow(variance) }

  func mean(_ q: Double) -> Double { q / (2 * .pi * (1 + q)).squareRoot() }

  func secondMoment(_ q: Double) -> Double {
    let root = (1 + 2 * q).squareRoot()
    let rational = 2 * q * q / ((1 + q) * root)
    return 0.25 * q + (rational + q * atan2(q, root)) / (2 * Double.pi)
  }

  func derivativeSecondMoment(_ q: Double) -> Double {
    let root = (1 + 2 * q).squareRoot()
    let rational = q / root * (1 / (1 + 2 * q) + 2 / (1 + q))
    return 0.25 + (rational + atan2(q, root)) / (2 * Double.pi)
  }

  func secondMomentSlope(_ q: Double) -> Double {
    let root = (1 + 2 * q).squareRoot()
    let rational = q / ((1 + q) * root) * (5 - 2 * q / (1 + q) - 2 * q / (1 + 2 * q))
    return 0.25 + (rational + atan2(q, root)) / (2 * Double.pi)
  }

  /// With s = q/(1 + 2q) (4 − 4s + 3s²)/(2π √(1 + 2q)).
  func secondDerivativeSecondMoment(_ q: Double) -> Double? {
    let s = q / (1 + 2 * q)
    return (4 - 4 * s + 3 * s * s) / (2 * Double.pi * (1 + 2 * q).squareRoot())
  }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    GeluDual(rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { GeluCovariance() }

  /// φ″ = (2 − x²) ϕ. The density ϕ(u) narrows the pair to variances s = q₁/(1 + q₁) and p = q₂ − k²/(1 + q₁) with the
  /// covariance k/(1 + q₁), under which Stein's lemma gives E[(2 − u²) vΦ(v)].
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    slopes(rowVariances, columnVariances) { q, pair in
      let k = pair.covariance / (1 + q)
      let p = (pair.second + pair.determinant) / (1 + q)
      let narrowed = (2 - q / (1 + q)) * p - k * k * (2 - p / (1 + p))
      return 0.5 * narrowed / (2 * Double.pi * ((1 + q) * (1 + p)).squareRoot())
    }
  }
}
