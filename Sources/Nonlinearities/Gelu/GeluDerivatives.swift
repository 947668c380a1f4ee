import Glibc

/// From the second on polynomials times the normal density.
struct GeluDerivatives: DerivativeForm {
  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let (p, s) = (exp(-0.5 * x * x) / (2 * Double.pi).squareRoot(), x * x)
    let distribution = 0.5 * erfc(-x * 0.5.squareRoot())
    let (third, fourth, fifth) = ((s - 4) * x * p, (7 * s - s * s - 4) * p, (s * s - 11 * s + 18) * x * p)
    return [x * distribution, distribution + x * p, (2 - s) * p, third, fourth, fifth, 0, 0]
  }
}
