import Glibc

extension Nonlinearity {
  /// E[φ(√q z)] of a standard normal z, whose product for two inputs is T(q, q′, 0).
  /// - Complexity: O(1); of a user's φ a few thousand evaluations.
  package func mean(_ variance: Double) -> Double {
    let q = variance
    switch self {
    case .relu, .leakyRelu, .abs, .identity: return (slopes.right - slopes.left) * (q / (2 * .pi)).squareRoot()
    case .erf, .sin, .tanh: return 0
    case .cos: return exp(-0.5 * q)
    case .gelu: return q / (2 * .pi * (1 + q)).squareRoot()
    case .custom: return GaussianExpectation(self)(variance: q) { self($0) }
    }
  }
}
