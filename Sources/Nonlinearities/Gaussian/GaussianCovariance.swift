import CElementary

/// `GaussianDual` on covariances: T = a²/√D, Ṫ = a² g² k/D^{3/2}, D = 1 + g(q₁ + q₂) + g²(q₁q₂ − k²), whose last
/// difference is formed without rounding (Kahan).
struct GaussianCovariance: CovarianceDual {
  /// q
  static let quantityCount = 1
  private let square: Double
  private let width: Double

  init(scale a: Double, width: Double) { (square, self.width) = (a * a, width) }

  func tabulate(_ variances: UnsafePointer<Double>, count: Int, into table: UnsafeMutablePointer<Double>, stride: Int) {
    table.update(from: variances, count: count)
  }

  func map(_ plane: CovariancePlane) {
    let (square, width) = (square, width)
    plane.forEachRow { covariances, tangents, first, second in
      if let tangents {
        for k in 0..<plane.rowLength {
          let inverse = Self.inverse(first[k], second[k], covariances[k], width)
          tangents[k] *= square * (width * covariances[k] * inverse) * width * elementary_sqrt(inverse)
        }
      }
      for k in 0..<plane.rowLength {
        covariances[k] = square * elementary_sqrt(Self.inverse(first[k], second[k], covariances[k], width))
      }
    }
  }

  /// 1/D
  @inline(__always)
  private static func inverse(_ q1: Double, _ q2: Double, _ k: Double, _ width: Double) -> Double {
    let product = k * k
    let rounding = elementary_multiply_add(-k, k, product)
    let determinant = elementary_max(0, elementary_multiply_add(q1, q2, -product) + rounding)
    return 1 / (1 + width * (q1 + q2) + width * width * determinant)
  }
}
