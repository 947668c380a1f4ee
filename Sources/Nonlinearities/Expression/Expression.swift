/// A formula in x.
///
/// Its makers below fold numbers and leave out what does nothing, and write what overflows in forms that do not:
/// log(1 + exp(u)) as softplus(u), and v/(1 + exp(u)) as v sigmoid(−u).
indirect enum Expression: Sendable, Hashable {
  case number(Double)
  case variable
  case negative(Expression)
  case function(ExpressionFunction, Expression)
  case operation(ExpressionOperation, Expression, Expression)
  /// The second where the first is above 0, else the third: what derivatives at kinks are made of.
  case choice(Expression, Expression, Expression)

  var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// −u
  static func negated(_ u: Expression) -> Expression {
    switch u {
    case .number(let value): .number(-value)
    case .negative(let inner): inner
    default: .negative(u)
    }
  }

  static func apply(_ function: ExpressionFunction, _ u: Expression) -> Expression {
    if let value = u.number, function.value(value).isFinite { return .number(function.value(value)) }
    switch function {
    case .log:
      if case .operation(.plus, .number(1), .function(.exp, let v)) = u { return .function(.softplus, v) }
      if case .operation(.plus, .function(.exp, let v), .number(1)) = u { return .function(.softplus, v) }
    case .log1p:
      if case .function(.exp, let v) = u { return .function(.softplus, v) }
    default: break
    }
    return .function(function, u)
  }

  static func apply(_ operation: ExpressionOperation, _ u: Expression, _ v: Expression) -> Expression {
    if let a = u.number, let b = v.number, operation.value(a, b).isFinite { return .number(operation.value(a, b)) }
    return switch operation {
    case .plus: sum(u, v)
    case .minus: difference(u, v)
    case .times: product(u, v)
    case .over: quotient(u, v)
    case .power: power(u, v)
    case .maximum, .minimum: .operation(operation, u, v)
    }
  }

  static func sum(_ u: Expression, _ v: Expression) -> Expression {
    if u == .number(0) { return v }
    if v == .number(0) { return u }
    if case .negative(let w) = v { return difference(u, w) }
    return .operation(.plus, u, v)
  }

  static func difference(_ u: Expression, _ v: Expression) -> Expression {
    if v == .number(0) { return u }
    if u == .number(0) { return negated(v) }
    if case .negative(let w) = v { return sum(u, w) }
    return .operation(.minus, u, v)
  }

  static func product(_ u: Expression, _ v: Expression) -> Expression {
    if u == .number(0) || v == .number(0) { return .number(0) }
    if u == .number(1) { return v }
    if v == .number(1) { return u }
    if u == .number(-1) { return negated(v) }
    if let a = u.number, let b = v.number { return .number(a * b) }
    return .operation(.times, u, v)
  }

  static func quotient(_ u: Expression, _ v: Expression) -> Expression {
    if v == .number(1) { return u }
    var exponent: Expression?
    if case .operation(.plus, .number(1), .function(.exp, let w)) = v { exponent = w }
    if case .operation(.plus, .function(.exp, let w), .number(1)) = v { exponent = w }
    if let exponent {
      if u == .function(.exp, exponent) { return .function(.sigmoid, exponent) }
      return product(u, apply(.sigmoid, negated(exponent)))
    }
    return .operation(.over, u, v)
  }

  static func power(_ u: Expression, _ v: Expression) -> Expression {
    if v == .number(1) { return u }
    return .operation(.power, u, v)
  }

  static func chosen(_ condition: Expression, _ u: Expression, _ v: Expression) -> Expression {
    u == v ? u : .choice(condition, u, v)
  }

  /// Calls `body` with every formula inside and itself.
  func forEach(_ body: (Expression) -> Void) {
    switch self {
    case .number, .variable: break
    case .negative(let u), .function(_, let u): u.forEach(body)
    case .operation(_, let u, let v):
      u.forEach(body)
      v.forEach(body)
    case .choice(let u, let v, let w):
      u.forEach(body)
      v.forEach(body)
      w.forEach(body)
    }
    body(self)
  }
}
