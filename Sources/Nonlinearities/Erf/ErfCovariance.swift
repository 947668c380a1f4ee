import CElementary
import LinearAlgebra

/// The duals of the error function on covariances (Williams 1997): with s = √(2/(1 + 2q)) and x = s₁s₂k,
///
///     T = (2/π) arcsin x,    Ṫ = (2/π) s₁s₂/√(1 − x²).
///
/// Beyond x² = 0.8 the rounding of 1 − x² would weigh on Ṫ, 1/(1 − x²) times an ulp. There, with Aᵢ = 1 + 2qᵢ,
///
///     1 − x² = D/(A₁A₂),    D = A₁A₂ − 4k² = 1 + 2(q₁ + q₂) + 4(q₁q₂ − k²)
///
/// and the last difference is formed without rounding (`LanePair.determinant`): it is 0 of coinciding positions.
///
/// - Complexity: about 1 ns a pair.
struct ErfCovariance: AngularDual {
  /// s and q
  static let quantityCount = 2
  /// x² beyond which 1 − x² is not formed as it stands.
  private static let far = 0.8

  /// What 1 − x² is replaced by where x² rounds to 1: such pairs are beyond `far`, but their lane must stay finite.
  private static let least = 0x1p-53

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    for k in 0..<count {
      table[k] = elementary_sqrt(2 / (1 + 2 * variances[k]))
      table[stride + k] = variances[k]
    }
  }

  func map(_ rows: AngleRows) {
    let floor = LanePair(Self.least)
    let (first, second) = (rows.plane.first.base, rows.plane.second.base)
    let (firstVariance, secondVariance) = (
      first + rows.plane.first.quantityStride, second + rows.plane.second.quantityStride
    )
    @inline(__always) func scale(_ place: PairPlace) -> LanePair {
      LanePair(first, place.first) * LanePair(second, place.second)
    }
    rows.map(
      isRelative: true,
      angle: { k, place in
        let scale = scale(place)
        let x = scale * k
        let square = x * x
        let y = LanePair.max(LanePair.subtractProduct(x, x, from: LanePair(1)), floor).squareRoot
        guard square.largest > Self.far else { return (x, y) }
        let (q1, q2) = (LanePair(firstVariance, place.first), LanePair(secondVariance, place.second))
        let determinant = LanePair.multiplyAdd(LanePair.determinant(q1, q2, k), LanePair(4), (q1 + q2) * 2 + 1)
        let isFar = square.choose(above: Self.far, 1, else: 0)
        return (x, isFar * (determinant.squareRoot * scale * 0.5) + (LanePair(1) - isFar) * y)
      },
      close: { _, _, y, turn, place in (turn, scale(place) * (2 / Double.pi) / y) })
  }
}
