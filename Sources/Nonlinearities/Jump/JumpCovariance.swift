import LinearAlgebra

/// `JumpDual` on covariances: with c = k/√(q₁q₂), T = (2/π) arcsin c of sign and ¼ (1 + (2/π) arcsin c) of a step; 0
/// where an input has no variance.
struct JumpCovariance: AngularDual {
  /// 1 where q > 0, and 1/√q
  static let quantityCount = 2
  let isOdd: Bool

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count {
      let q = variances[k]
      (table[k], table[stride + k]) = q > 0 ? (1, 1 / q.squareRoot()) : (0, 0)
    }
  }

  func map(_ rows: AngleRows) {
    let (first, second) = (rows.plane.first.base, rows.plane.second.base)
    let (firstScale, secondScale) = (
      first + rows.plane.first.quantityStride, second + rows.plane.second.quantityStride
    )
    let (constant, turn, jump) = isOdd ? (0, 1, 2 / Double.pi) : (0.25, 0.25, 0.5 / Double.pi)
    let angle = rows.angle(scale: 1, coinciding: PiecewiseLinearCovariance.coinciding)
    rows.map(isRelative: true, angle: angle) { _, _, sine, angle, place in
      let known = LanePair(first, place.first) * LanePair(second, place.second)
      let value = LanePair.multiplyAdd(angle, LanePair(turn), constant)
      let scale = LanePair(firstScale, place.first) * LanePair(secondScale, place.second)
      return (known * value, scale * jump / sine)
    }
  }
}
