/// Places of a formula at which it is not smooth, and how far from 0 they are known.
///
/// They are zeros of formulas inside: of u in abs(u) and relu(u), of u − v in max and min, of the base of a power that
/// is no whole number. Those of a linear spline are solved for; others are looked for (`ExpressionZeros`).
struct ExpressionPlaces {
  /// Ascending, 32 at most: quadrature over pairs takes the square of them.
  private(set) var kinks: [Double] = []
  /// Zeros of denominators and of what has a logarithm, a square root or a negative or broken power.
  private(set) var poles: [Pole] = []
  /// Nothing is known beyond |x| of this.
  private(set) var reach = Double.infinity

  struct Pole {
    let place: Double
    /// What is 0 there.
    let what: String
  }

  static let mostKinks = 32

  init(_ expression: Expression) {
    var kinks: Set<Double> = []
    var seen: Set<Expression> = []
    expression.forEach { part in
      guard let (inner, isKink, what) = Self.zeroMatters(in: part), seen.insert(part).inserted else { return }
      if let spline = inner.spline {
        // Not where it is 0 on a whole interval: only there its ends count.
        let zeros = spline.roots
        if isKink { kinks.formUnion(zeros) } else { poles += zeros.map { Pole(place: $0, what: what) } }
        return
      }
      reach = min(reach, ExpressionZeros.searched)
      let zeros = ExpressionZeros(of: inner).places(touching: what != "")
      if isKink { kinks.formUnion(zeros) } else { poles += zeros.map { Pole(place: $0, what: what) } }
    }
    keep(kinks)
  }

  private mutating func keep(_ found: Set<Double>) {
    var distinct: [Double] = []
    for place in found.sorted() where distinct.isEmpty || place - distinct[distinct.count - 1] > 1e-12 * abs(place) {
      distinct.append(place)
    }
    let nearest = distinct.sorted { abs($0) < abs($1) }
    if nearest.count > Self.mostKinks { reach = min(reach, abs(nearest[Self.mostKinks])) }
    kinks = nearest.prefix(Self.mostKinks).sorted()
    poles.sort { abs($0.place) < abs($1.place) }
    if let pole = poles.first { reach = min(reach, abs(pole.place)) }
  }

  /// What inside of this formula must not be 0, or makes a kink where it is, and what a message calls it: nothing where
  /// only a change of sign counts.
  private static func zeroMatters(in part: Expression) -> (inner: Expression, isKink: Bool, what: String)? {
    switch part {
    case .function(.abs, let u), .function(.relu, let u): return (u, true, "")
    case .function(.log, let u): return (u, false, "the argument of log")
    case .function(.log1p, let u): return (.sum(.number(1), u), false, "1 + the argument of log1p")
    case .function(.sqrt, let u): return (u, false, "the argument of sqrt")
    case .function(.tan, let u): return (.apply(.cos, u), false, "the cosine below tan")
    case .operation(.maximum, let u, let v), .operation(.minimum, let u, let v): return (.difference(u, v), true, "")
    case .operation(.over, _, let v): return v.number == nil ? (v, false, "the denominator") : nil
    case .operation(.power, let u, let v):
      guard let exponent = v.number else { return u.number == nil ? (u, false, "the base of a power") : nil }
      if exponent < 0 { return (u, false, "the base of a negative power") }
      if exponent == exponent.rounded() { return nil }
      return exponent < 1 ? (u, false, "the base of a power below 1") : (u, true, "the base of a broken power")
    default: return nil
    }
  }
}
