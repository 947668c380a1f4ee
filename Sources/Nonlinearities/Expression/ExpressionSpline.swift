extension Expression {
  /// The linear spline that it is, knots and all, where its form says so: made of lines by sums, multiples, abs, relu,
  /// max and min.
  var spline: LinearSpline? {
    switch self {
    case .number(let value): return .line(value: value, slope: 0)
    case .variable: return .line(value: 0, slope: 1)
    case .negative(let u): return u.spline?.scaled(-1)
    case .function(.abs, let u): return u.spline?.rectified(factor: -1)
    case .function(.relu, let u): return u.spline?.rectified(factor: 0)
    case .operation(let operation, let u, let v): return Self.spline(operation, u, v)
    default: return nil
    }
  }

  private static func spline(_ operation: ExpressionOperation, _ u: Expression, _ v: Expression) -> LinearSpline? {
    switch operation {
    case .times:
      if let factor = u.number { return v.spline?.scaled(factor) }
      return v.number.flatMap { u.spline?.scaled($0) }
    case .over: return v.number.flatMap { $0 == 0 ? nil : u.spline?.scaled(1 / $0) }
    case .power: return nil
    case .plus, .minus, .maximum, .minimum:
      guard let first = u.spline, let second = v.spline else { return nil }
      switch operation {
      case .plus: return first.combined(1, with: second, 1)
      case .minus: return first.combined(1, with: second, -1)
      // v + max(u − v, 0), and u − max(u − v, 0).
      case .maximum: return first.combined(1, with: second, -1).rectified(factor: 0).combined(1, with: second, 1)
      default: return first.combined(1, with: first.combined(1, with: second, -1).rectified(factor: 0), -1)
      }
    }
  }
}
