import CElementary
import LinearAlgebra

/// The duals of x Φ(x) on covariances (Tsuchida et al. 2021): with j = 1/√(1 + q), x = j₁j₂k, y = √(1 − x²),
/// P = ¼ + arcsin(x)/(2π) and N = j₁j₂/(2πy),
///
///     T = k P + N (q₁q₂ − k² + k² (j₁² + j₂²)),    Ṫ = P + N k (j₁² + j₂² + (j₁j₂/y)²).
///
/// - Complexity: about 1.5 ns a pair.
struct GeluCovariance: CovarianceDual {
  /// q and j
  static let quantityCount = 2

  /// As in `ErfCovariance`.
  private static let smallestSquare = 0x1p-53

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count {
      table[k] = variances[k]
      table[stride + k] = 1 / elementary_sqrt(1 + variances[k])
    }
  }

  func map(_ plane: CovariancePlane) {
    let floor = LanePair(Self.smallestSquare)
    let (covariances, first, second) = (plane.covariances, plane.first.base, plane.second.base)
    let (firstScale, secondScale) = (first + plane.first.quantityStride, second + plane.second.quantityStride)
    plane.forEachPair { place in
      let k = LanePair(covariances, place.plane)
      let (j1, j2) = (LanePair(firstScale, place.first), LanePair(secondScale, place.second))
      let scale = j1 * j2
      let x = scale * k
      let y = LanePair.max(x.complementOfSquare, floor).root
      let p = LaneArcSine.ofTurn(x, cosine: y) * 0.25 + 0.25
      let ratio = scale / y
      let density = ratio * (0.5 / Double.pi)
      let ends = j1 * j1 + j2 * j2
      let spread = LanePair.multiplyAdd(k * k, ends + -1, LanePair(first, place.first) * LanePair(second, place.second))
      let value = LanePair.multiplyAdd(k, p, density * spread)
      if let tangents = plane.tangents {
        let derivative = LanePair.multiplyAdd(density * k, ends + ratio * ratio, p)
        (LanePair(tangents, place.plane) * derivative).store(tangents, place.plane)
      }
      value.store(covariances, place.plane)
    }
  }
}
