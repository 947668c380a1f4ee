import Glibc

/// Hermite polynomials times φ.
struct GaussianDerivatives: DerivativeForm {
  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let (g, s) = (exp(-x * x), x * x)
    let (third, fourth, fifth) = (
      (12 - 8 * s) * x * g, (16 * s * s - 48 * s + 12) * g, (160 * s - 32 * s * s - 120) * x * g
    )
    return [g, -2 * x * g, (4 * s - 2) * g, third, fourth, fifth, 0, 0]
  }
}
