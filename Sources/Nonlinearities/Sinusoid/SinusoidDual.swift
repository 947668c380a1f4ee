import CElementary

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
/// - Complexity: ten exponentials a pair, eight pairs at a time (`Exponential`): about 10 ns.
struct SinusoidDual: DualMap {
  enum Parity: Sendable { case odd, even }

  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let parity: Parity
  private let rowVariances: [Double]
  /// T(q) of the variances kept here.
  private let rowMoments: [Double]
  /// q, √q and T(q) of every column.
  private let table: ColumnTable
  /// Beyond this ratio of variances 1 − m is formed as it stands.
  fileprivate static let far = 64.0

  init(_ parity: Parity, rowVariances: [Double], columnVariances: [Double]) {
    let nonlinearity = parity == .odd ? Nonlinearity.sin : .cos
    // cos has no tangent at 0: there ρ is of the order q², and nothing when q² underflows.
    let kept = parity == .odd ? Nonlinearity.withoutUnderflow : { $0 }
    self.parity = parity
    self.rowVariances = rowVariances.map(kept)
    rowMoments = self.rowVariances.map(nonlinearity.secondMoment)
    rowSecondMoments = rowVariances.map(nonlinearity.secondMoment)
    columnSecondMoments = columnVariances.map(nonlinearity.secondMoment)
    table = ColumnTable(
      columnVariances.map(kept), secondMoments: columnSecondMoments,
      quantities: [{ $0 }, { $0.squareRoot() }, nonlinearity.secondMoment])
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    switch parity {
    case .odd: map(row, columns, separations, derivatives, isOdd: true)
    case .even: map(row, columns, separations, derivatives, isOdd: false)
    }
  }

  @inline(__always)
  private func map(
    _ row: Int, _ columns: Range<Int>, _ separations: UnsafeMutablePointer<Double>,
    _ derivatives: UnsafeMutablePointer<Double>?, isOdd: Bool
  ) {
    let (q1, moment1) = (rowVariances[row], rowMoments[row])
    let root1 = q1.squareRoot()
    table.withPointer(to: columns.lowerBound) { variances in
      let (roots, moments) = (variances + table.count, variances + 2 * table.count)
      if let derivatives {
        for k in 0..<columns.count {
          let pair = Pair(q1, variances[k], root1, roots[k], separations[k], isOdd: isOdd)
          derivatives[k] = pair.derivative
        }
      }
      for k in 0..<columns.count {
        let pair = Pair(q1, variances[k], root1, roots[k], separations[k], isOdd: isOdd)
        let product = moment1 * moments[k]
        let rho = pair.separation(product: product)
        separations[k] = product == 0 ? 0 : rho
      }
    }
  }

  /// One pair of inputs, in the notation above.
  private struct Pair {
    let q1, q2, rootSum, rootGap, nearGap, opposite, oppositeGap, whole, shrinkage: Double
    let isOdd: Bool

    @inline(__always)
    init(_ q1: Double, _ q2: Double, _ root1: Double, _ root2: Double, _ separation: Double, isOdd: Bool) {
      (self.q1, self.q2, self.isOdd) = (q1, q2, isOdd)
      let s = elementary_sqrt(q1 * q2)
      rootSum = root1 + root2
      let gap = (q1 - q2) / rootSum
      rootGap = q1 == q2 ? 0 : gap
      nearGap = -Exponential.minusOne(-s * separation)
      let below = Exponential.minusOne(-s * (2 - separation))
      let all = Exponential.minusOne(-2 * s)
      opposite = 1 + below
      oppositeGap = isOdd ? 2 + below : -below
      whole = isOdd ? -all : 2 + all
      shrinkage = 1 + Exponential.minusOne(-0.5 * rootGap * rootGap)
    }

    @inline(__always)
    var derivative: Double {
      0.5 * shrinkage * (isOdd ? (1 - nearGap) + opposite : oppositeGap - nearGap)
    }

    @inline(__always)
    func separation(product: Double) -> Double {
      let angular = oppositeGap * nearGap / whole
      let cosine = 0.5 * shrinkage * whole / elementary_sqrt(product)
      let (smaller, larger) = (elementary_min(q1, q2), elementary_max(q1, q2))
      let near = radialGap(smaller, larger, product: product)
      let radial = cosine > 0.7 && larger <= SinusoidDual.far * smaller ? near : 1 - cosine
      return q1 == q2 ? angular : radial + cosine * angular
    }

    /// 1 − m
    @inline(__always)
    private func radialGap(_ smaller: Double, _ larger: Double, product: Double) -> Double {
      let crossed = Exponential.minusOne(smaller - larger)
      let first = Exponential.minusOne(-rootSum * rootSum) * Exponential.minusOne(-rootGap * rootGap)
      let second = (1 + Exponential.minusOne(-2 * smaller)) * crossed * crossed
      let square = elementary_max(0, isOdd ? first - second : first + second) / (4 * product)
      return square / (1 + elementary_sqrt(elementary_max(0, 1 - square)))
    }
  }

  func reflection(row: Int, column: Int) -> DualReflection? { parity == .odd ? .odd : .even }

}
