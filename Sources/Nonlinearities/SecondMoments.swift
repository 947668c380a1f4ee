import Glibc

extension Nonlinearity {
  /// T(q) = E[φ(√q z)²] of a standard normal z.
  public func secondMoment(_ variance: Double) -> Double {
    let q = variance
    switch self {
    case .relu, .leakyRelu, .abs, .identity: return slopes.secondMoment * q
    // arcsin(2q/(1 + 2q)), which loses its digits near 1, by the tangent of the same angle.
    case .erf: return 2 / Double.pi * atan2(2 * q, (1 + 4 * q).squareRoot())
    case .gelu:
      let root = (1 + 2 * q).squareRoot()
      let rational = 2 * q * q / ((1 + q) * root)
      return 0.25 * q + (rational + q * atan2(q, root)) / (2 * Double.pi)
    case .sin: return -0.5 * expm1(-2 * q)
    case .cos: return 0.5 * (1 + exp(-2 * q))
    case .tanh: return TanhMoments.at(q).second
    case .custom(let custom): return custom.moments.at(q, of: self).second
    }
  }

  /// Ṫ(q) = E[φ′(√q z)²] of a standard normal z.
  public func derivativeSecondMoment(_ variance: Double) -> Double {
    let q = variance
    switch self {
    case .relu, .leakyRelu, .abs, .identity: return slopes.secondMoment
    case .erf: return 4 / Double.pi / (1 + 4 * q).squareRoot()
    case .gelu:
      let root = (1 + 2 * q).squareRoot()
      let rational = q / root * (1 / (1 + 2 * q) + 2 / (1 + q))
      return 0.25 + (rational + atan2(q, root)) / (2 * Double.pi)
    case .sin: return 0.5 * (1 + exp(-2 * q))
    case .cos: return -0.5 * expm1(-2 * q)
    case .tanh: return TanhMoments.at(q).derivative
    case .custom(let custom): return custom.moments.at(q, of: self).derivative
    }
  }
}
