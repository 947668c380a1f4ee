import CElementary
import LinearAlgebra

/// The duals of a x + b |x| on covariances (Cho & Saul 2009, degree 1): with c = k/√(q₁q₂) and g = (2/π) arcsin c,
///
///     Ṫ = a² + b² g,    T = Ṫ k + (2b²/π) √(q₁q₂) √(1 − c²).
///
/// - Complexity: about 0.8 ns a pair.
struct PiecewiseLinearCovariance: AngularDual {
  /// √(2/π) b √q and 1/√q
  static let quantityCount = 2
  private let linear: Double
  private let kink: Double

  init(_ slopes: PiecewiseLinearDual.Slopes) {
    (linear, kink) = (slopes.linear * slopes.linear, slopes.kink * slopes.kink)
  }

  var scaleQuantity: Int { 1 }
  /// 1 − c² below this is rounding: c is a product of three numbers with an error of half an ulp each.
  var coinciding: Double { 0x1p-49 }

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    let chord = (kink * 2 / Double.pi).squareRoot()
    for k in Swift.stride(from: 0, to: count, by: Lanes.scalarCount) {
      let root = elementary_sqrt_lanes(variances.lanes(k))
      table.store(root * chord, k)
      table.store(elementary_inverse_lanes(root), stride + k)
    }
  }

  func map(_ rows: AngleRows) {
    let (linear, kink) = (LanePair(linear), LanePair(kink))
    let (first, second) = (rows.plane.first.base, rows.plane.second.base)
    rows.mapEach { covariance, c, sine, place in
      let derivative = LanePair.multiplyAdd(kink, LaneArcSine.ofTurn(c, cosine: sine), linear)
      let chord = LanePair(first, place.first) * LanePair(second, place.second)
      return (LanePair.multiplyAdd(chord, sine, derivative * covariance), derivative)
    }
  }
}
