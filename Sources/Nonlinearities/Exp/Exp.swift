import Glibc

extension Nonlinearity {
  /// a e^{bx}
  public static func exp(scale a: Double = 1, rate b: Double = 1) -> Nonlinearity { Nonlinearity(Exp(a: a, b: b)) }
}

/// a e^{bx}. Its duals are its own: T = a² e^{b²(q₁+q₂)/2 + b²k} and Ṫ = b² T, of which T(q) = a² e^{2b²q} grows faster
/// than any power. Layer upon layer of it overflows unless the weights are small.
struct Exp: NonlinearityDefinition {
  let a: Double
  let b: Double

  var name: String { "exp" }
  var settings: NonlinearitySettings? { ["a": .number(a), "b": .number(b)] }
  func checkSettings() throws { try requireFinite(["a": a, "b": b]) }

  func value(_ x: Double) -> Double { a * Glibc.exp(b * x) }
  func slope(_ x: Double) -> Double { a * b * Glibc.exp(b * x) }

  /// As sin and cos, which take ten exponentials a pair and not one, would lead one to expect.
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 3e-9, bytesPerInput: 48) }
  func check(largestVariance q: Double) throws { try checkMoments(q) }

  func mean(_ q: Double) -> Double { a * Glibc.exp(0.5 * b * b * q) }
  func secondMoment(_ q: Double) -> Double { a * a * Glibc.exp(2 * b * b * q) }
  func derivativeSecondMoment(_ q: Double) -> Double { b * b * secondMoment(q) }
  func secondMomentSlope(_ q: Double) -> Double { 2 * b * b * secondMoment(q) }
  func secondDerivativeSecondMoment(_ q: Double) -> Double? { b * b * b * b * secondMoment(q) }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    ExponentialDual(rate: b * b, of: self, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { ExponentialCovariance(rate: b * b, of: self) }

  /// ∂T/∂q₁ = ½ b² T
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    slopes(rowVariances, columnVariances) { [rate = b * b] _, pair in 0.5 * rate * pair.value }
  }
}
