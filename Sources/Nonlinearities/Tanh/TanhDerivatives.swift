import Glibc

/// Polynomials in t = tanh x times φ′ = 1 − t².
struct TanhDerivatives: DerivativeForm {
  @inline(__always)
  func upToThird(_ x: Double) -> SIMD4<Double> {
    let t = Glibc.tanh(x)
    let (s, slope) = (t * t, 1 - t * t)
    return [t, slope, -2 * t * slope, (6 * s - 2) * slope]
  }

  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let t = Glibc.tanh(x)
    let (s, slope) = (t * t, 1 - t * t)
    let (fourth, fifth) = ((16 - 24 * s) * t * slope, (16 - 120 * s + 120 * s * s) * slope)
    return [t, slope, -2 * t * slope, (6 * s - 2) * slope, fourth, fifth, 0, 0]
  }
}
