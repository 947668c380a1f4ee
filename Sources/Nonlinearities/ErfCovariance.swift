import CElementary
import LinearAlgebra

/// The duals of the error function on covariances (Williams 1997): with s = √(2/(1 + 2q)) and x = s₁s₂k,
///
///     T = (2/π) arcsin x,    Ṫ = (2/π) s₁s₂/√(1 − x²).
///
/// Beyond x² = 0.8 the rounding of 1 − x² weighs on Ṫ, 1/(1 − x²) times an ulp.
///
/// - Complexity: about 1 ns a pair.
struct ErfCovariance: AngularDual {
  /// s
  static let quantityCount = 1

  var scaleQuantity: Int { 0 }
  /// 1 − x² is at least this, the rounding of x² = 1: it is that small only for variances beyond 10¹⁵.
  var coinciding: Double { 0x1p-53 }

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count { table[k] = elementary_sqrt(2 / (1 + 2 * variances[k])) }
  }

  func map(_ rows: AngleRows) {
    let floor = LanePair(coinciding.squareRoot())
    let (first, second) = (rows.plane.first.base, rows.plane.second.base)
    rows.mapEach { _, x, root, place in
      let y = LanePair.max(root, floor)
      let scale = LanePair(first, place.first) * LanePair(second, place.second)
      return (LaneArcSine.ofTurn(x, cosine: y), scale * (2 / Double.pi) / y)
    }
  }
}
