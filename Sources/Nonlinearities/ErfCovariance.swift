import CElementary
import LinearAlgebra

/// The duals of the error function on covariances (Williams 1997): with s = √(2/(1 + 2q)) and x = s₁s₂k,
///
///     T = (2/π) arcsin x,    Ṫ = (2/π) s₁s₂/√(1 − x²).
///
/// Beyond x² = 0.8 the rounding of 1 − x² weighs on Ṫ, 1/(1 − x²) times an ulp.
///
/// - Complexity: about 1 ns a pair.
struct ErfCovariance: CovarianceDual {
  /// s
  static let quantityCount = 1

  /// 1 − x² is at least this, the rounding of x² = 1: it is that small only for variances beyond 10¹⁵.
  private static let smallestSquare = 0x1p-53

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count { table[k] = elementary_sqrt(2 / (1 + 2 * variances[k])) }
  }

  func map(_ plane: CovariancePlane) {
    let floor = LanePair(Self.smallestSquare)
    let covariances = plane.covariances
    plane.forEachPair { place in
      let scale = LanePair(plane.first.base, place.first) * LanePair(plane.second.base, place.second)
      let x = scale * LanePair(covariances, place.plane)
      let y = LanePair.max(x.complementOfSquare, floor).root
      let value = LaneArcSine.ofTurn(x, cosine: y)
      if let tangents = plane.tangents {
        let tangent = LanePair(tangents, place.plane) * (scale * (2 / Double.pi)) / y
        tangent.store(tangents, place.plane)
      }
      value.store(covariances, place.plane)
    }
  }
}
