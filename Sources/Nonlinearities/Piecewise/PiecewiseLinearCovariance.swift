import CElementary
import LinearAlgebra

/// The duals of a x + b |x| on covariances (Cho & Saul 2009, degree 1): with c = k/√(q₁q₂) and g = (2/π) arcsin c,
///
///     Ṫ = a² + b² g,    T = Ṫ k + (2b²/π) √(q₁q₂) √(1 − c²).
///
/// Of a position 1/√q alone is kept: tables pass through the cache once a layer and pair, and a quotient costs less
/// than another number would.
///
/// - Complexity: about 2.5 ns a pair and core with AVX2, half of what a convolution's layer takes with it.
struct PiecewiseLinearCovariance: AngularDual {
  /// 1/√q
  static let quantityCount = 1
  /// 1 − c² below this is rounding: c is a product of three numbers with an error of half an ulp each.
  static let coinciding = 0x1p-49
  private let linear: Double
  private let kink: Double

  init(_ slopes: PiecewiseLinearDual.Slopes) {
    (linear, kink) = (slopes.linear * slopes.linear, slopes.kink * slopes.kink)
  }

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in Swift.stride(from: 0, to: count, by: Lanes.scalarCount) {
      table.store(elementary_inverse_lanes(elementary_sqrt_lanes(variances.lanes(k))), k)
    }
  }

  func map(_ rows: AngleRows) {
    let (linear, kink, chord) = (LanePair(linear), LanePair(kink), kink * 2 / Double.pi)
    let (first, second) = (rows.plane.first.base, rows.plane.second.base)
    rows.map(angle: rows.angle(scale: 0, coinciding: Self.coinciding)) { covariance, _, sine, turn, place in
      let derivative = LanePair.multiplyAdd(kink, turn, linear)
      // 0 where a variance is.
      let length = (LanePair(first, place.first) * LanePair(second, place.second)).inverse
      return (LanePair.multiplyAdd(length * chord, sine, derivative * covariance), derivative)
    }
  }
}
