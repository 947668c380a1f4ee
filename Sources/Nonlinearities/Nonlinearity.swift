import Glibc

/// An activation function φ: ℝ → ℝ, applied entry by entry.
public enum Nonlinearity: Sendable, Hashable {
  /// max(x, 0)
  case relu
  /// x for x > 0, slope·x otherwise
  case leakyRelu(slope: Double)
  /// |x|
  case abs
  /// The error function (2/√π) ∫₀ˣ e^{−t²} dt
  case erf
  /// x Φ(x), Φ the standard normal distribution function (the exact form, not the tanh approximation)
  case gelu
  case sin
  case cos
  case identity
  case tanh
  case custom(CustomNonlinearity)

  /// φ(x). Single precision is computed in single precision, except for `custom`.
  @inlinable
  public func callAsFunction<S: BinaryFloatingPoint>(_ x: S) -> S {
    switch self {
    case .relu: return x > 0 ? x : 0
    case .leakyRelu(let slope): return x > 0 ? x : S(slope) * x
    case .abs: return x.magnitude
    case .identity: return x
    default: break
    }
    if S.self == Float.self { return S(smooth(Float(x))) }
    return S(smooth(Double(x)))
  }

  /// φ′(x). Where φ has a kink, the value from the left (`abs`: 0), as automatic differentiation has it.
  public func derivative(_ x: Double) -> Double {
    switch self {
    case .relu: return x > 0 ? 1 : 0
    case .leakyRelu(let slope): return x > 0 ? 1 : slope
    case .abs: return x > 0 ? 1 : x < 0 ? -1 : 0
    case .erf: return 2 / Double.pi.squareRoot() * exp(-x * x)
    case .gelu: return 0.5 * erfc(-x * 0.5.squareRoot()) + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
    case .sin: return Glibc.cos(x)
    case .cos: return -Glibc.sin(x)
    case .identity: return 1
    case .tanh:
      let s = 1 / cosh(x)
      return s * s
    case .custom(let custom): return custom.derivative(x)
    }
  }

  @usableFromInline
  func smooth(_ x: Double) -> Double {
    switch self {
    case .erf: Glibc.erf(x)
    case .gelu: 0.5 * x * erfc(-x * 0.5.squareRoot())
    case .sin: Glibc.sin(x)
    case .cos: Glibc.cos(x)
    case .tanh: Glibc.tanh(x)
    case .custom(let custom): custom.function(x)
    case .relu, .leakyRelu, .abs, .identity: self(x)
    }
  }

  @usableFromInline
  func smooth(_ x: Float) -> Float {
    switch self {
    case .erf: erff(x)
    case .gelu: 0.5 * x * erfcf(-x * Float(0.5).squareRoot())
    case .sin: sinf(x)
    case .cos: cosf(x)
    case .tanh: tanhf(x)
    case .custom(let custom): Float(custom.function(Double(x)))
    case .relu, .leakyRelu, .abs, .identity: self(x)
    }
  }

  /// The name used in architecture files and error messages.
  public var name: String {
    switch self {
    case .relu: "relu"
    case .leakyRelu: "leakyRelu"
    case .abs: "abs"
    case .erf: "erf"
    case .gelu: "gelu"
    case .sin: "sin"
    case .cos: "cos"
    case .identity: "identity"
    case .tanh: "tanh"
    case .custom(let custom): custom.name
    }
  }
}
