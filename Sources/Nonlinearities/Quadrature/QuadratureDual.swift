import Glibc

/// The duals of any φ by nested quadrature, for those without closed form or converging series: kinks, very large
/// variances. Also the independent check of all the others.
///
///     ρ = ½ E[(φ(u)/√T(q₁) − φ(v)/√T(q₂))²],    Ṫ = E[φ′(u) φ′(v)],    v given u normal, mean c√(q₂/q₁) u,
///
/// by Gauss–Legendre panels split at the breakpoints of φ, at their images under the conditional mean, and at geometric
/// distances around them. As a mean of squares ρ loses half the digits of ε at most: an error of 1e-15/√ε relative.
///
/// - Complexity: some 4e5 evaluations of φ a pair, about 5 ms.
public struct QuadratureDual: DualMap {
  public let rowSecondMoments: [Double]
  public let columnSecondMoments: [Double]
  private let nonlinearity: Nonlinearity
  private let rowVariances: [Double]
  private let columnVariances: [Double]

  public init(_ nonlinearity: Nonlinearity, rowVariances: [Double], columnVariances: [Double]) {
    self.nonlinearity = nonlinearity
    (self.rowVariances, self.columnVariances) = (rowVariances, columnVariances)
    var moments: [Double: Double] = [:]
    for variance in rowVariances + columnVariances where moments[variance] == nil {
      moments[variance] = GaussianExpectation(nonlinearity).secondMoment(variance: variance)
    }
    rowSecondMoments = rowVariances.map { moments[$0, default: 0] }
    columnSecondMoments = columnVariances.map { moments[$0, default: 0] }
  }

  public func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    for (k, column) in columns.enumerated() {
      let pair = Self.pair(
        nonlinearity, rowVariances[row], columnVariances[column],
        moments: (rowSecondMoments[row], columnSecondMoments[column]), separation: separations[k],
        wantsDerivative: derivatives != nil)
      separations[k] = pair.separation
      if let derivatives { derivatives[k] = pair.derivative }
    }
  }

  /// ρ and Ṫ of a pair of variances, with T(q₁) and T(q₂); 0 for Ṫ if it is not wanted.
  static func pair(
    _ nonlinearity: Nonlinearity, _ q1: Double, _ q2: Double, moments: (Double, Double), separation: Double,
    wantsDerivative: Bool
  ) -> (separation: Double, derivative: Double) {
    let pair = GaussianPair(q1, q2, separation: separation)
    let derivative =
      wantsDerivative
      ? pair.expectation(nonlinearity) { u in
        let slope = nonlinearity.derivative(u)
        return { v in slope * nonlinearity.derivative(v) }
      } : 0
    if moments.0 == 0 || moments.1 == 0 { return (0, derivative) }
    let (scale1, scale2) = (1 / moments.0.squareRoot(), 1 / moments.1.squareRoot())
    let rho = pair.expectation(nonlinearity) { u in
      let value = nonlinearity(u) * scale1
      return { v in
        let gap = value - nonlinearity(v) * scale2
        return 0.5 * gap * gap
      }
    }
    return (rho, derivative)
  }
}
