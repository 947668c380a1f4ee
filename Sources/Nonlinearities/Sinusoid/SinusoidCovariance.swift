import CElementary

/// `SinusoidDual` on covariances: with m = |k|, A = e^{m − ½(q₁ + q₂)}, whose exponent is never above 0, and
/// E = 1 − e^{−2m},
///
///     sin:  T = ½ sign(k) A E,  Ṫ = ½ A (2 − E);    cos: the two exchanged.
///
/// Nothing cancels: of small variances T keeps its digits.
///
/// - Complexity: two exponentials a pair: with its convolution a layer takes twice that of ReLU.
struct SinusoidCovariance: CovarianceDual {
  /// ½ q
  static let quantityCount = 1
  let isOdd: Bool

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count { table[k] = 0.5 * variances[k] }
  }

  func map(_ plane: CovariancePlane) {
    if isOdd { map(plane, isOdd: true) } else { map(plane, isOdd: false) }
  }

  @inline(__always)
  private func map(_ plane: CovariancePlane, isOdd: Bool) {
    plane.forEachRow { covariances, tangents, first, second in
      if let tangents {
        for k in 0..<plane.rowLength { tangents[k] *= Self.half(covariances[k], first[k] + second[k], isOdd: !isOdd) }
      }
      for k in 0..<plane.rowLength {
        covariances[k] = Self.half(covariances[k], first[k] + second[k], isOdd: isOdd)
      }
    }
  }

  /// e^{−s} sinh k or e^{−s} cosh k
  @inline(__always)
  private static func half(_ k: Double, _ s: Double, isOdd: Bool) -> Double {
    let magnitude = k.magnitude
    let shrinkage = 1 + Exponential.minusOne(elementary_min(0, magnitude - s))
    let gap = -Exponential.minusOne(-2 * magnitude)
    return isOdd ? 0.5 * shrinkage * (k < 0 ? -gap : gap) : 0.5 * shrinkage * (2 - gap)
  }
}
