import Glibc

/// sin and cos: φ″ = −φ, and of each the derivative's expectations are the other's values'.
struct Sinusoid: NonlinearityDefinition {
  let parity: SinusoidDual.Parity

  var isOdd: Bool { parity == .odd }
  var nonlinearity: Nonlinearity { isOdd ? .sin : .cos }
  var name: String { isOdd ? "sin" : "cos" }
  var loops: any NonlinearityLoops { SinusoidLoops(isOdd: isOdd) }
  var higherDerivatives: (any DerivativeForm)? { SinusoidDerivatives(isOdd: isOdd) }
  func value(_ x: Double) -> Double { isOdd ? Glibc.sin(x) : Glibc.cos(x) }
  func value(_ x: Float) -> Float { isOdd ? sinf(x) : cosf(x) }
  func slope(_ x: Double) -> Double { isOdd ? Glibc.cos(x) : -Glibc.sin(x) }

  var hasOneFixedVariance: Bool { true }
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 16e-9, bytesPerInput: 72) }

  /// cos has no tangent at 0: there ρ is of the order q², and nothing when q² underflows.
  func kept(_ variance: Double) -> Double { isOdd ? Nonlinearity.withoutUnderflow(variance) : variance }

  func mean(_ q: Double) -> Double { isOdd ? 0 : exp(-0.5 * q) }
  func secondMoment(_ q: Double) -> Double { isOdd ? -0.5 * expm1(-2 * q) : 0.5 * (1 + exp(-2 * q)) }
  func derivativeSecondMoment(_ q: Double) -> Double { isOdd ? 0.5 * (1 + exp(-2 * q)) : -0.5 * expm1(-2 * q) }
  func secondMomentSlope(_ q: Double) -> Double { isOdd ? exp(-2 * q) : -exp(-2 * q) }
  func secondDerivativeSecondMoment(_ q: Double) -> Double? { secondMoment(q) }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    SinusoidDual(parity, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { SinusoidCovariance(isOdd: isOdd) }

  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    slopes(rowVariances, columnVariances) { _, pair in -0.5 * pair.value }
  }
}
