import Glibc

extension Nonlinearity {
  /// ½ + ½ erf(x/2.4020563531719796)
  public static let sigmoidLike = Nonlinearity(SigmoidLike())
}

/// ½ + ½ erf(bx), b = 1/2.4020563531719796: the error function nearest to the logistic one on [−5, 5] (neural-tangents'
/// `Sigmoid_like`). Of one input erf's closed forms at b²q:
///
///     T(q) = ¼ + ¼ T_erf(b²q),    Ṫ(q) = ¼ b² Ṫ_erf(b²q).
struct SigmoidLike: NonlinearityDefinition {
  private static let rate = 1 / 2.4020563531719796
  private static let square = rate * rate
  private let erf = Erf()

  var name: String { "sigmoidLike" }
  func value(_ x: Double) -> Double { 0.5 * erfc(-Self.rate * x) }
  func slope(_ x: Double) -> Double { 0.5 * Self.rate * erf.slope(Self.rate * x) }

  // T is concave, as erf's is, but σ_b² does not grow along the whole of the critical line: not `hasOneFixedVariance`.
  var cost: NonlinearityCost { erf.cost }

  func mean(_ q: Double) -> Double { 0.5 }
  func secondMoment(_ q: Double) -> Double { 0.25 + 0.25 * erf.secondMoment(Self.square * q) }
  func derivativeSecondMoment(_ q: Double) -> Double {
    0.25 * Self.square * erf.derivativeSecondMoment(Self.square * q)
  }
  func secondMomentSlope(_ q: Double) -> Double { 0.25 * Self.square * erf.secondMomentSlope(Self.square * q) }
  func secondDerivativeSecondMoment(_ q: Double) -> Double? {
    erf.secondDerivativeSecondMoment(Self.square * q).map { 0.25 * Self.square * Self.square * $0 }
  }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    SigmoidLikeDual(
      rate: Self.square, row: rowVariances, column: columnVariances,
      moments: (rowVariances.map(secondMoment), columnVariances.map(secondMoment)))
  }
}
