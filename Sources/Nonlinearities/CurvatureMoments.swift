import Glibc

/// Expectations in which φ″ appears.
extension Nonlinearity {
  /// dT/dq of T(q) = E[φ(√q z)²], by Price's theorem E[φ′² + φφ″] and by Stein's lemma E[z φ φ′]/√q, where φ need not
  /// have a second derivative. At q = 0 the value of the smallest variance above it that can be integrated.
  ///
  /// Closed forms: erf 4/(π (1 + 2q) √(1 + 4q)); sin e^{−2q}, cos −e^{−2q}; linear on both sides of 0: E[φ′²].
  public func secondMomentSlope(_ variance: Double) -> Double {
    let q = variance
    switch self {
    case .relu, .leakyRelu, .abs, .identity: return slopes.secondMoment
    case .erf: return 4 / (Double.pi * (1 + 2 * q) * (1 + 4 * q).squareRoot())
    case .sin: return exp(-2 * q)
    case .cos: return -exp(-2 * q)
    case .gelu:
      let root = (1 + 2 * q).squareRoot()
      let rational = q / ((1 + q) * root) * (5 - 2 * q / (1 + q) - 2 * q / (1 + 2 * q))
      return 0.25 + (rational + atan2(q, root)) / (2 * Double.pi)
    case .tanh, .custom:
      // Where φφ′ does not vanish at 0, its odd part alone must not drown in rounding.
      let kept = max(q, self(0.0) * derivative(0) == 0 ? 1e-200 : 1e-8)
      return GaussianExpectation(self)(variance: kept) { $0 * self($0) * derivative($0) } / kept
    }
  }

  /// E[φ″(√q z)²] of a standard normal z; nil where φ has a kink, which makes it infinite, and for a function of the
  /// user's, whose φ″ is not known.
  ///
  /// Closed forms: erf 16q/(π (1 + 4q)^{3/2}); sin and cos their own second moment; gelu with s = q/(1 + 2q)
  /// (4 − 4s + 3s²)/(2π √(1 + 2q)).
  public func secondDerivativeSecondMoment(_ variance: Double) -> Double? {
    let q = variance
    switch self {
    case .relu, .leakyRelu, .abs, .custom: return nil
    case .identity: return 0
    case .erf: return 16 * q / (Double.pi * (1 + 4 * q) * (1 + 4 * q).squareRoot())
    case .sin, .cos: return secondMoment(q)
    case .gelu:
      let s = q / (1 + 2 * q)
      return (4 - 4 * s + 3 * s * s) / (2 * Double.pi * (1 + 2 * q).squareRoot())
    case .tanh:
      return GaussianExpectation(self)(variance: q) {
        let bend = 2 * self($0) * derivative($0)
        return bend * bend
      }
    }
  }
}
