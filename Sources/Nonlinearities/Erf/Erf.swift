import Glibc

/// The error function (2/√π) ∫₀ˣ e^{−t²} dt. All its expectations are known (Williams 1997).
struct Erf: NonlinearityDefinition {
  var nonlinearity: Nonlinearity { .erf }
  var name: String { "erf" }
  var loops: any NonlinearityLoops { ErfLoops() }
  var higherDerivatives: (any DerivativeForm)? { ErfDerivatives() }
  func value(_ x: Double) -> Double { Glibc.erf(x) }
  func value(_ x: Float) -> Float { erff(x) }
  func slope(_ x: Double) -> Double { 2 / Double.pi.squareRoot() * exp(-x * x) }

  var isOdd: Bool { true }
  var hasOneFixedVariance: Bool { true }
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 8e-9, bytesPerInput: 72) }
  func kept(_ variance: Double) -> Double { Nonlinearity.withoutUnderflow(variance) }

  /// (2/π) arcsin(2q/(1 + 2q)), which loses its digits near 1, by the tangent of the same angle.
  func secondMoment(_ q: Double) -> Double { 2 / Double.pi * atan2(2 * q, (1 + 4 * q).squareRoot()) }
  func derivativeSecondMoment(_ q: Double) -> Double { 4 / Double.pi / (1 + 4 * q).squareRoot() }
  func secondMomentSlope(_ q: Double) -> Double { 4 / (Double.pi * (1 + 2 * q) * (1 + 4 * q).squareRoot()) }
  func secondDerivativeSecondMoment(_ q: Double) -> Double? {
    16 * q / (Double.pi * (1 + 4 * q) * (1 + 4 * q).squareRoot())
  }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    ErfDual(rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { ErfCovariance() }

  /// T = (2/π) arcsin(2k/√(a₁a₂)) with a = 1 + 2q: ∂T/∂q₁ = −(4/π) k/(a₁ √(a₁a₂ − 4k²)).
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    slopes(rowVariances, columnVariances) { q, pair in
      let remainder = 1 + 2 * (pair.first + pair.second) + 4 * pair.determinant
      return -4 / Double.pi * pair.covariance / ((1 + 2 * q) * remainder.squareRoot())
    }
  }
}
