import Glibc

/// Polynomials in p = φ′ = σ(1 − σ) and t = 1 − 2σ, by p′ = p t and t′ = −2p.
struct SigmoidDerivatives: DerivativeForm {
  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let e = exp(-x.magnitude)
    let p = e / ((1 + e) * (1 + e))
    let value = (x < 0 ? e : 1) / (1 + e)
    let t = 1 - 2 * value
    return [value, p, p * t, p * (1 - 6 * p), p * t * (1 - 12 * p), p * (1 - 30 * p + 120 * p * p), 0, 0]
  }
}
