import Glibc

/// The functions of one number that a formula may call.
enum ExpressionFunction: String, Sendable, CaseIterable {
  case exp, expm1, log, log1p, sqrt, sin, cos, tan, sinh, cosh, tanh, asinh, atan, erf, erfc, abs, relu, sigmoid
  case softplus, gelu, swish
  /// −1, 0 or 1: what |x| has for a derivative. It jumps, so no formula may call it.
  case sign

  static let callable = allCases.filter { $0 != .sign }

  func value(_ x: Double) -> Double {
    switch self {
    case .exp: Glibc.exp(x)
    case .expm1: Glibc.expm1(x)
    case .log: Glibc.log(x)
    case .log1p: Glibc.log1p(x)
    case .sqrt: x.squareRoot()
    case .sin: Glibc.sin(x)
    case .cos: Glibc.cos(x)
    case .tan: Glibc.tan(x)
    case .sinh: Glibc.sinh(x)
    case .cosh: Glibc.cosh(x)
    case .tanh: Glibc.tanh(x)
    case .asinh: Glibc.asinh(x)
    case .atan: Glibc.atan(x)
    case .erf: Glibc.erf(x)
    case .erfc: Glibc.erfc(x)
    case .abs: x.magnitude
    case .relu: x > 0 ? x : x.isNaN ? x : 0
    case .sigmoid: Sigmoid.value(x)
    case .softplus: max(x, 0) + Glibc.log1p(Glibc.exp(-x.magnitude))
    case .gelu: 0.5 * x * Glibc.erfc(-x * 0.5.squareRoot())
    case .swish: x * Sigmoid.value(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    }
  }

  /// Its derivative at u.
  func slope(_ u: Expression) -> Expression {
    typealias E = Expression
    func square(_ v: E) -> E { .power(v, .number(2)) }
    func inverse(_ v: E) -> E { .quotient(.number(1), v) }
    func scaled(_ factor: Double, _ v: E) -> E { .product(.number(factor), v) }
    func sigmoids() -> E { .product(.apply(.sigmoid, u), .apply(.sigmoid, .negated(u))) }
    switch self {
    case .exp, .expm1: return .apply(.exp, u)
    case .log: return inverse(u)
    case .log1p: return inverse(.sum(.number(1), u))
    case .sqrt: return .quotient(.number(0.5), .apply(.sqrt, u))
    case .sin: return .apply(.cos, u)
    case .cos: return .negated(.apply(.sin, u))
    case .tan: return .sum(.number(1), square(.apply(.tan, u)))
    case .sinh: return .apply(.cosh, u)
    case .cosh: return .apply(.sinh, u)
    case .tanh: return .difference(.number(1), square(.apply(.tanh, u)))
    case .asinh: return inverse(.apply(.sqrt, .sum(.number(1), square(u))))
    case .atan: return inverse(.sum(.number(1), square(u)))
    case .erf: return scaled(2 / Double.pi.squareRoot(), .apply(.exp, .negated(square(u))))
    case .erfc: return scaled(-2 / Double.pi.squareRoot(), .apply(.exp, .negated(square(u))))
    case .abs: return .apply(.sign, u)
    case .relu: return .chosen(u, .number(1), .number(0))
    case .sigmoid: return sigmoids()
    case .softplus: return .apply(.sigmoid, u)
    case .gelu:
      let density = scaled(1 / (2 * Double.pi).squareRoot(), .apply(.exp, scaled(-0.5, square(u))))
      return .sum(scaled(0.5, .apply(.erfc, scaled(-0.5.squareRoot(), u))), .product(u, density))
    case .swish: return .sum(.apply(.sigmoid, u), .product(u, sigmoids()))
    case .sign: return .number(0)
    }
  }

  /// φ(−x) = −φ(x) or φ(x).
  var parity: Parity? {
    switch self {
    case .sin, .tan, .sinh, .tanh, .asinh, .atan, .erf, .sign: .odd
    case .cos, .cosh, .abs: .even
    case .exp, .expm1, .log, .log1p, .sqrt, .erfc, .relu, .sigmoid, .softplus, .gelu, .swish: nil
    }
  }
}

/// What joins two numbers of a formula.
enum ExpressionOperation: Sendable {
  case plus, minus, times, over, power, maximum, minimum

  /// NaN where one of them is.
  func value(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .plus: a + b
    case .minus: a - b
    case .times: a * b
    case .over: a / b
    case .power: b == 2 ? a * a : pow(a, b)
    case .maximum: a.isNaN ? a : a > b ? a : b
    case .minimum: a.isNaN ? a : a < b ? a : b
    }
  }
}
