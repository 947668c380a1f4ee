import Glibc

/// φ and its derivatives up to the fifth, where they are functions.
public struct HigherDerivatives: Sendable {
  private let nonlinearity: Nonlinearity

  /// nil where φ has a kink, or only φ′ is known.
  public init?(_ nonlinearity: Nonlinearity) {
    switch nonlinearity {
    case .erf, .gelu, .sin, .cos, .identity, .tanh: self.nonlinearity = nonlinearity
    case .relu, .leakyRelu, .abs, .defined: return nil
    }
  }

  /// φ, φ′, φ″ and φ‴ at x.
  @inline(__always)
  public func upToThird(_ x: Double) -> SIMD4<Double> {
    switch nonlinearity {
    case .tanh:
      let t = Glibc.tanh(x)
      let (s, slope) = (t * t, 1 - t * t)
      return [t, slope, -2 * t * slope, (6 * s - 2) * slope]
    default: return upToFifth(x).lowHalf
    }
  }

  /// φ(x) to φ⁽⁵⁾(x), and two zeros.
  public func upToFifth(_ x: Double) -> SIMD8<Double> {
    switch nonlinearity {
    case .tanh:
      let t = Glibc.tanh(x)
      let (s, slope) = (t * t, 1 - t * t)
      let (fourth, fifth) = ((16 - 24 * s) * t * slope, (16 - 120 * s + 120 * s * s) * slope)
      return [t, slope, -2 * t * slope, (6 * s - 2) * slope, fourth, fifth, 0, 0]
    case .erf:
      let (slope, s) = (2 / Double.pi.squareRoot() * exp(-x * x), x * x)
      let (fourth, fifth) = ((12 - 8 * s) * x * slope, (16 * s * s - 48 * s + 12) * slope)
      return [Glibc.erf(x), slope, -2 * x * slope, (4 * s - 2) * slope, fourth, fifth, 0, 0]
    case .gelu:
      let (p, s) = (exp(-0.5 * x * x) / (2 * Double.pi).squareRoot(), x * x)
      let distribution = 0.5 * erfc(-x * 0.5.squareRoot())
      let (third, fourth, fifth) = ((s - 4) * x * p, (7 * s - s * s - 4) * p, (s * s - 11 * s + 18) * x * p)
      return [x * distribution, distribution + x * p, (2 - s) * p, third, fourth, fifth, 0, 0]
    case .sin: return Self.cycle(Glibc.sin(x), Glibc.cos(x))
    case .cos: return Self.cycle(Glibc.cos(x), -Glibc.sin(x))
    default: return [x, 1, 0, 0, 0, 0, 0, 0]
    }
  }

  private static func cycle(_ value: Double, _ slope: Double) -> SIMD8<Double> {
    [value, slope, -value, -slope, value, slope, 0, 0]
  }
}
