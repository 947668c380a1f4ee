import Glibc

extension Nonlinearity {
  /// √2 sin(√(2γ) x + π/4), whose T is e^{−γ(q₁ + q₂ − 2k)}.
  public static func rbf(gamma: Double = 1) -> Nonlinearity { Nonlinearity(Rbf(gamma: gamma)) }
}

/// sin(ωx) + cos(ωx) = √2 sin(ωx + π/4), ω = √(2γ): the random features of the Gaussian kernel (Rahimi & Recht 2007).
///
///     T = e^{−γ(q₁ + q₂ − 2k)},    Ṫ = 2γ T,    T(q) = 1:
///
/// after a dense layer without bias, of inputs with d features, e^{−γ σ_w² |x − x′|²/d}.
struct Rbf: NonlinearityDefinition {
  let gamma: Double

  private var frequency: Double { (2 * gamma).squareRoot() }

  var name: String { "rbf" }
  var settings: NonlinearitySettings? { ["gamma": .number(gamma)] }
  func checkSettings() throws {
    guard gamma > 0, gamma.isFinite else {
      throw NonlinearityFailure.badSetting(
        nonlinearity: name, key: "gamma", value: "\(gamma)", expected: "a finite number above 0")
    }
  }

  func value(_ x: Double) -> Double { Glibc.sin(frequency * x) + Glibc.cos(frequency * x) }
  func slope(_ x: Double) -> Double { frequency * (Glibc.cos(frequency * x) - Glibc.sin(frequency * x)) }

  var hasOneFixedVariance: Bool { true }
  /// That of `Exp`.
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 3e-9, bytesPerInput: 48) }

  func mean(_ q: Double) -> Double { exp(-gamma * q) }
  func secondMoment(_ q: Double) -> Double { 1 }
  func derivativeSecondMoment(_ q: Double) -> Double { 2 * gamma }
  func secondMomentSlope(_ q: Double) -> Double { 0 }
  func secondDerivativeSecondMoment(_ q: Double) -> Double? { 4 * gamma * gamma }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    ExponentialDual(rate: 2 * gamma, of: self, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { ExponentialCovariance(rate: 2 * gamma, of: self) }

  /// ∂T/∂q₁ = −γ T
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    slopes(rowVariances, columnVariances) { [gamma] _, pair in -gamma * pair.value }
  }
}
