extension Expression {
  /// By x. At a kink of `max`, `min` and `relu` that of one side, of `abs` 0, as automatic differentiation has it.
  var derivative: Expression {
    switch self {
    case .number: return .number(0)
    case .variable: return .number(1)
    case .negative(let u): return .negated(u.derivative)
    case .function(.relu, let u): return .chosen(u, u.derivative, .number(0))
    case .function(let function, let u):
      let inner = u.derivative
      return inner == .number(0) ? inner : .product(function.slope(u), inner)
    case .operation(let operation, let u, let v): return Self.derivative(operation, u, v)
    case .choice(let condition, let u, let v): return .chosen(condition, u.derivative, v.derivative)
    }
  }

  private static func derivative(_ operation: ExpressionOperation, _ u: Expression, _ v: Expression) -> Expression {
    let (du, dv) = (u.derivative, v.derivative)
    switch operation {
    case .plus: return sum(du, dv)
    case .minus: return difference(du, dv)
    case .times: return sum(product(du, v), product(u, dv))
    case .over:
      if dv == .number(0) { return quotient(du, v) }
      return quotient(difference(product(du, v), product(u, dv)), power(v, .number(2)))
    case .power:
      if let exponent = v.number {
        return product(product(v, apply(.power, u, .number(exponent - 1))), du)
      }
      let all = power(u, v)
      if u.number != nil { return product(product(apply(.log, u), all), dv) }
      return product(all, sum(product(dv, apply(.log, u)), quotient(product(v, du), u)))
    case .maximum: return chosen(difference(u, v), du, dv)
    case .minimum: return chosen(difference(v, u), du, dv)
    }
  }
}

extension Expression {
  /// Whether its value is odd or even in x, as far as its form says.
  var parity: Parity? {
    switch self {
    case .number(0): return .odd
    case .number: return .even
    case .variable: return .odd
    case .negative(let u): return u.parity
    case .function(let function, let u):
      guard let inner = u.parity else { return nil }
      return inner == .even ? .even : function.parity
    case .operation(let operation, let u, let v): return Self.parity(operation, u, v)
    case .choice: return nil
    }
  }

  private static func parity(_ operation: ExpressionOperation, _ u: Expression, _ v: Expression) -> Parity? {
    guard let first = u.parity, let second = v.parity else { return nil }
    switch operation {
    case .plus, .minus: return first == second ? first : nil
    case .times, .over: return first == second ? .even : .odd
    case .maximum, .minimum: return first == .even && second == .even ? .even : nil
    case .power:
      if first == .even && second == .even { return .even }
      guard let exponent = v.number, let whole = Int(exactly: exponent) else { return nil }
      return whole % 2 == 0 ? .even : .odd
    }
  }
}
