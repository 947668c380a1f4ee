import Glibc

/// φ′ is the sigmoid.
struct SoftplusDerivatives: DerivativeForm {
  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let value = max(x, 0) + log1p(exp(-x.magnitude))
    let s = SigmoidDerivatives().upToFifth(x)
    return [value, s[0], s[1], s[2], s[3], s[4], 0, 0]
  }
}
