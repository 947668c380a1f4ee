/// φ(x) = a x + b |x|: ReLU, leaky ReLU, |x| and x itself. Positively homogeneous, so that variances drop out of ρ and
/// Ṫ and need only be finite.
struct PiecewiseLinear: NonlinearityDefinition {
  private enum Kind { case relu, leakyRelu, abs, identity }

  private let kind: Kind
  private let sides: PiecewiseLinearDual.Slopes

  private init(_ kind: Kind, left: Double, right: Double) {
    (self.kind, sides) = (kind, PiecewiseLinearDual.Slopes(left: left, right: right))
  }

  static let relu = Self(.relu, left: 0, right: 1)
  static let abs = Self(.abs, left: -1, right: 1)
  static let identity = Self(.identity, left: 1, right: 1)
  static func leakyRelu(_ slope: Double) -> Self { Self(.leakyRelu, left: slope, right: 1) }

  var nonlinearity: Nonlinearity {
    switch kind {
    case .relu: .relu
    case .leakyRelu: .leakyRelu(slope: sides.left)
    case .abs: .abs
    case .identity: .identity
    }
  }

  var name: String {
    switch kind {
    case .relu: "relu"
    case .leakyRelu: "leakyRelu"
    case .abs: "abs"
    case .identity: "identity"
    }
  }

  var settings: NonlinearitySettings? { kind == .leakyRelu ? ["slope": .number(sides.left)] : [:] }

  func checkSettings() throws {
    guard sides.left.isFinite else {
      throw NonlinearityFailure.badSetting(
        nonlinearity: name, key: "slope", value: "\(sides.left)", expected: "a finite number")
    }
  }

  var loops: any NonlinearityLoops {
    switch kind {
    case .relu: ReLULoops()
    case .leakyRelu: LeakyReLULoops(left: sides.left)
    case .abs: AbsLoops()
    case .identity: IdentityLoops()
    }
  }

  var higherDerivatives: (any DerivativeForm)? { kind == .identity ? IdentityDerivatives() : nil }

  func value(_ x: Double) -> Double { nonlinearity(x) }
  func value(_ x: Float) -> Float { nonlinearity(x) }

  func slope(_ x: Double) -> Double {
    if kind == .abs && x == 0 { return 0 }
    return x > 0 ? sides.right : sides.left
  }

  var breakpoints: [Double] { kind == .identity ? [] : [0] }
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
  func secondDerivativeSecondMoment(_ q: Double) -> Double? { kind == .identity ? 0 : nil }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    PiecewiseLinearDual(sides, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { PiecewiseLinearCovariance(sides) }

  /// φ(λx) = λφ(x): T is homogeneous of degree 1 in √q₁ and k together, so 2 q₁ ∂T/∂q₁ + k Ṫ = T. At q₁ = 0, where T
  /// has the slope of a square root, 0.
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    if kind == .identity { return slopes(rowVariances, columnVariances) { _, _ in 0 } }
    return slopes(rowVariances, columnVariances) { q, pair in
      q > 0 ? (pair.value - pair.covariance * pair.derivative) / (2 * q) : 0
    }
  }
}
