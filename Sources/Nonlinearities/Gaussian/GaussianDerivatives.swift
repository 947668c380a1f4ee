import Glibc

/// a e^{bx²} with b below 0: of y = √−b x Hermite polynomials times e^{−y²}, and a factor √−b each time.
struct GaussianDerivatives: DerivativeForm {
  private let a, root: Double

  init(a: Double, b: Double) { (self.a, root) = (a, (-b).squareRoot()) }

  @inline(__always)
  func upToFifth(_ x: Double) -> SIMD8<Double> {
    let (y, square) = (root * x, root * root)
    let (g, s) = (a * exp(-y * y), y * y)
    let (first, second) = (-2 * y * g * root, (4 * s - 2) * g * square)
    let third = (12 - 8 * s) * y * g * square * root
    let fourth = (16 * s * s - 48 * s + 12) * g * square * square
    let fifth = (160 * s - 32 * s * s - 120) * y * g * square * square * root
    return [g, first, second, third, fourth, fifth, 0, 0]
  }
}
