import Glibc

/// φ″ = −φ.
struct SinusoidDerivatives: DerivativeForm {
  let isOdd: Bool

  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let (sine, cosine) = (Glibc.sin(x), Glibc.cos(x))
    let (value, slope) = isOdd ? (sine, cosine) : (cosine, -sine)
    return [value, slope, -value, -slope, value, slope, 0, 0]
  }
}
