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
  /// Any other: see `NonlinearityForm.all` and `custom`.
  case defined(DefinedNonlinearity)

  /// φ(x). Single precision is computed in single precision where the C library has it.
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
    // Without the way through the definition, which quadrature would take thousands of times.
    if case .defined(let defined) = self { return defined.definition.slope(x) }
    return definition.slope(x)
  }

  @usableFromInline
  func smooth(_ x: Double) -> Double {
    if case .defined(let defined) = self { return defined.definition.value(x) }
    return definition.value(x)
  }

  @usableFromInline
  func smooth(_ x: Float) -> Float { definition.value(x) }

  /// The name used in architecture files and error messages.
  public var name: String { definition.name }

  /// All that is known of φ.
  var definition: any NonlinearityDefinition {
    switch self {
    case .relu: PiecewiseLinear.relu
    case .leakyRelu(let slope): PiecewiseLinear.leakyRelu(slope)
    case .abs: PiecewiseLinear.abs
    case .identity: PiecewiseLinear.identity
    case .erf: Erf()
    case .gelu: Gelu()
    case .sin: Sinusoid(parity: .odd)
    case .cos: Sinusoid(parity: .even)
    case .tanh: Tanh()
    case .defined(let defined): defined.definition
    }
  }
}
