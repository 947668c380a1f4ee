import Glibc

/// Hermite polynomials times φ′ = (2/√π) e^{−x²}.
struct ErfDerivatives: DerivativeForm {
  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let (slope, s) = (2 / Double.pi.squareRoot() * exp(-x * x), x * x)
    let (fourth, fifth) = ((12 - 8 * s) * x * slope, (16 * s * s - 48 * s + 12) * slope)
    return [Glibc.erf(x), slope, -2 * x * slope, (4 * s - 2) * slope, fourth, fifth, 0, 0]
  }
}
