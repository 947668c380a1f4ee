/// φ⁽ⁿ⁾ = x σ⁽ⁿ⁾ + n σ⁽ⁿ⁻¹⁾.
struct SwishDerivatives: DerivativeForm {
  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let s = SigmoidDerivatives().upToFifth(x)
    return x * s + [0, s[0], 2 * s[1], 3 * s[2], 4 * s[3], 5 * s[4], 0, 0]
  }
}
