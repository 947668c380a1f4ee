extension Nonlinearity {
  /// a min(x, 0) + b max(x, 0)
  public static func abrelu(left a: Double, right b: Double) -> Nonlinearity {
    Nonlinearity(PiecewiseLinear.abrelu(a, b))
  }
}

/// φ(x) = a x + b |x|: ReLU, leaky ReLU, |x|, x itself and any other two slopes. Positively homogeneous, so that
/// variances drop out of ρ and Ṫ and need only be finite.
struct PiecewiseLinear: NonlinearityDefinition {
  private enum Kind { case relu, leakyRelu, abs, identity, abrelu }

  private let kind: Kind
  private let sides: PiecewiseLinearDual.Slopes

  private init(_ kind: Kind, left: Double, right: Double) {
    (self.kind, sides) = (kind, PiecewiseLinearDual.Slopes(left: left, right: right))
  }

  static let relu = Self(.relu, left: 0, right: 1)
  static let abs = Self(.abs, left: -1, right: 1)
  static let identity = Self(.identity, left: 1, right: 1)
  static func leakyRelu(_ slope: Double) -> Self { Self(.leakyRelu, left: slope, right: 1) }
  static func abrelu(_ left: Double, _ right: Double) -> Self { Self(.abrelu, left: left, right: right) }

  var nonlinearity: Nonlinearity {
    switch kind {
    case .relu: .relu
    case .leakyRelu: .leakyRelu(slope: sides.left)
    case .abs: .abs
    case .identity: .identity
    case .abrelu: Nonlinearity(self)
    }
  }

  var name: String {
    switch kind {
    case .relu: "relu"
    case .leakyRelu: "leakyRelu"
    case .abs: "abs"
    case .identity: "identity"
    case .abrelu: "abrelu"
    }
  }

  var settings: NonlinearitySettings? {
    switch kind {
    case .leakyRelu: ["slope": .number(sides.left)]
    case .abrelu: ["a": .number(sides.left), "b": .number(sides.right)]
    default: [:]
    }
  }

  func checkSettings() throws {
    try requireFinite(kind == .abrelu ? ["a": sides.left, "b": sides.right] : ["slope": sides.left])
  }

  var loops: any NonlinearityLoops {
    switch kind {
    case .relu: ReLULoops()
    case .leakyRelu: LeakyReLULoops(left: sides.left)
    case .abrelu: AbReLULoops(left: sides.left, right: sides.right)
    case .abs: AbsLoops()
    case .identity: IdentityLoops()
    }
  }

  var higherDerivatives: (any DerivativeForm)? { kind == .identity ? IdentityDerivatives() : nil }

  func value(_ x: Double) -> Double {
    if kind == .abrelu { return x > 0 ? sides.right * x : sides.left * x }
    return nonlinearity(x)
  }
  func value(_ x: Float) -> Float { kind == .abrelu ? Float(value(Double(x))) : nonlinearity(x) }

  func slope(_ x: Double) -> Double {
    if kind == .abs && x == 0 { return 0 }
    return x > 0 ? sides.right : sides.left
  }

  var breakpoints: [Double] { isOdd ? [] : [0] }
  var slopes: PiecewiseLinearDual.Slopes? { sides }
  var isOdd: Bool { sides.kink == 0 }
  var hasOneFixedVariance: Bool { true }
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 3.5e-9, bytesPerInput: 16) }
  var largestVariance: Double { .greatestFiniteMagnitude }

  func mean(_ q: Double) -> Double { (sides.right - sides.left) * (q / (2 * .pi)).squareRoot() }
  func secondMoment(_ q: Double) -> Double { sides.secondMoment * q }
  func derivativeSecondMoment(_ q: Double) -> Double { sides.secondMoment }
  func secondMomentSlope(_ q: Double) -> Double { sides.secondMoment }
  /// A kink makes it infinite.
  func secondDerivativeSecondMoment(_ q: Double) -> Double? { isOdd ? 0 : nil }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    PiecewiseLinearDual(sides, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { PiecewiseLinearCovariance(sides) }

  /// φ(λx) = λφ(x): T is homogeneous of degree 1 in √q₁ and k together, so 2 q₁ ∂T/∂q₁ + k Ṫ = T. At q₁ = 0, where T
  /// has the slope of a square root, 0.
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    if isOdd { return slopes(rowVariances, columnVariances) { _, _ in 0 } }
    return slopes(rowVariances, columnVariances) { q, pair in
      q > 0 ? (pair.value - pair.covariance * pair.derivative) / (2 * q) : 0
    }
  }
}
