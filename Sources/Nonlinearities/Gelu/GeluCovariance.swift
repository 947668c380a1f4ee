import CElementary
import LinearAlgebra

/// The duals of x Φ(x) on covariances (Tsuchida et al. 2021): with j = 1/√(1 + q), x = j₁j₂k, y = √(1 − x²),
/// P = ¼ + arcsin(x)/(2π) and N = j₁j₂/(2πy),
///
///     T = k P + N (q₁q₂ − k² + k² (j₁² + j₂²)),    Ṫ = P + N k (j₁² + j₂² + (j₁j₂/y)²),
///     y = j₁j₂ √(1 + q₁ + q₂ + (q₁q₂ − k²)).
///
/// q₁q₂ − k² is formed without rounding (`LanePair.determinant`): it is 0 of coinciding positions, whatever q is.
///
/// - Complexity: about 1.5 ns a pair.
struct GeluCovariance: AngularDual {
  /// q and j
  static let quantityCount = 2

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count {
      table[k] = variances[k]
      table[stride + k] = 1 / elementary_sqrt(1 + variances[k])
    }
  }

  func map(_ rows: AngleRows) {
    let (first, second) = (rows.plane.first.base, rows.plane.second.base)
    let (firstScale, secondScale) = (
      first + rows.plane.first.quantityStride, second + rows.plane.second.quantityStride
    )
    @inline(__always) func scale(_ place: PairPlace) -> LanePair {
      LanePair(firstScale, place.first) * LanePair(secondScale, place.second)
    }
    @inline(__always) func variances(_ place: PairPlace) -> (LanePair, LanePair) {
      (LanePair(first, place.first), LanePair(second, place.second))
    }
    rows.map(
      angle: { k, place in
        let ((q1, q2), scale) = (variances(place), scale(place))
        return (scale * k, scale * (q1 + q2 + 1 + LanePair.determinant(q1, q2, k)).squareRoot)
      },
      close: { k, _, y, turn, place in
        let (j1, j2) = (LanePair(firstScale, place.first), LanePair(secondScale, place.second))
        let (q1, q2) = variances(place)
        let p = turn * 0.25 + 0.25
        let ratio = j1 * j2 / y
        let density = ratio * (0.5 / Double.pi)
        let ends = j1 * j1 + j2 * j2
        let spread = LanePair.multiplyAdd(k * k, ends, LanePair.determinant(q1, q2, k))
        return (
          LanePair.multiplyAdd(k, p, density * spread), LanePair.multiplyAdd(density * k, ends + ratio * ratio, p)
        )
      })
  }
}
