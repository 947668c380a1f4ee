import Glibc

/// The duals of sin and cos, with k = c√(q₁q₂):
///
///     sin:  T = e^{−(q₁+q₂)/2} sinh k,  Ṫ = e^{−(q₁+q₂)/2} cosh k;    cos: the two exchanged.
///
/// With s = √(q₁q₂), r = ½(√q₁ − √q₂)² and E(x) = 1 − e^{−2x} no exponential overflows, and
///
///     sin:  1 − sinh(cs)/sinh s = (1 + e^{−s(2−ε)}) (1 − e^{−sε})/(1 − e^{−2s}),
///     cos:  1 − cosh(cs)/cosh s = (1 − e^{−s(2−ε)}) (1 − e^{−sε})/(1 + e^{−2s})
///
/// keep relative precision. Unequal variances multiply T(q₁, q₂, 1)/√(T(q₁)T(q₂)) = m on, with, for R = ½(√q₁ + √q₂)²,
///
///     1 − m² = [E(R) E(r) ∓ e^{−2 min q} E(½|q₁ − q₂|)²] / (4 T(q₁) T(q₂)).
///
/// Promised: 16 ulp for ρ at equal variances, 16 ulp/min(1, q²) at unequal ones (sin; cos 16 ulp) and never an absolute
/// error above 4e-15; Ṫ an absolute error of 4e-16 times (1 + q).
///
/// - Complexity: two to four exponentials of the C library a pair, nine at unequal variances.
struct SinusoidDual: DualMap {
  enum Parity: Sendable { case odd, even }

  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let parity: Parity
  private let rowVariances: [Double]
  private let columnVariances: [Double]
  /// T(q) of the variances kept here.
  private let rowMoments: [Double]
  private let columnMoments: [Double]
  /// Beyond this ratio of variances 1 − m is formed as it stands.
  private static let far = 64.0

  init(_ parity: Parity, rowVariances: [Double], columnVariances: [Double]) {
    let nonlinearity = parity == .odd ? Nonlinearity.sin : .cos
    // cos has no tangent at 0: there ρ is of the order q², and nothing when q² underflows.
    let kept = parity == .odd ? Nonlinearity.withoutUnderflow : { $0 }
    self.parity = parity
    (self.rowVariances, self.columnVariances) = (rowVariances.map(kept), columnVariances.map(kept))
    rowMoments = self.rowVariances.map(nonlinearity.secondMoment)
    columnMoments = self.columnVariances.map(nonlinearity.secondMoment)
    rowSecondMoments = rowVariances.map(nonlinearity.secondMoment)
    columnSecondMoments = columnVariances.map(nonlinearity.secondMoment)
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let (q1, moment1) = (rowVariances[row], rowMoments[row])
    for (k, column) in columns.enumerated() {
      let (q2, separation) = (columnVariances[column], separations[k])
      let s = (q1 * q2).squareRoot()
      let rootGap = q1 == q2 ? 0 : (q1 - q2) / (q1.squareRoot() + q2.squareRoot())
      let opposite = exp(-s * (2 - separation))
      let nearGap = -expm1(-s * separation)
      let oppositeGap = parity == .odd ? 1 + opposite : -expm1(-s * (2 - separation))
      if let derivatives {
        let sum = parity == .odd ? (1 - nearGap) + opposite : oppositeGap - nearGap
        derivatives[k] = 0.5 * exp(-0.5 * rootGap * rootGap) * sum
      }
      let product = moment1 * columnMoments[column]
      if product == 0 {
        separations[k] = 0
        continue
      }
      let whole = parity == .odd ? -expm1(-2 * s) : 1 + exp(-2 * s)
      let angular = oppositeGap * nearGap / whole
      if q1 == q2 {
        separations[k] = angular
      } else {
        let cosine = 0.5 * exp(-0.5 * rootGap * rootGap) * whole / product.squareRoot()
        let isNear = cosine > 0.7 && max(q1, q2) <= Self.far * min(q1, q2)
        let radial = isNear ? radialGap(q1, q2, rootGap: rootGap, product: product) : 1 - cosine
        separations[k] = radial + cosine * angular
      }
    }
  }

  func reflection(row: Int, column: Int) -> DualReflection? { parity == .odd ? .odd : .even }

  /// 1 − m
  private func radialGap(_ q1: Double, _ q2: Double, rootGap: Double, product: Double) -> Double {
    let rootSum = q1.squareRoot() + q2.squareRoot()
    let crossed = expm1(-(q1 - q2).magnitude)
    let first = expm1(-rootSum * rootSum) * expm1(-rootGap * rootGap)
    let second = exp(-2 * min(q1, q2)) * crossed * crossed
    let square = max(0, parity == .odd ? first - second : first + second) / (4 * product)
    return square / (1 + max(0, 1 - square).squareRoot())
  }
}
