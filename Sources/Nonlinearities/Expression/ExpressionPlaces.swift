import Glibc

/// Places of a formula at which it is not smooth, and how far from 0 they are known.
///
/// They are zeros of formulas inside: of u in abs(u) and relu(u), of u − v in max and min, of the base of a power that
/// is no whole number. Those of a linear spline are solved for; others are looked for on |x| ≤ 1e5 where signs change
/// on a grid (8193 points on [−10, 10], beyond 0.5 % apart), and then halved down to neighbouring numbers.
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
  private static let searched = 1e5

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
      reach = min(reach, Self.searched)
      let zeros = Self.zeros(ExpressionProgram(inner), touching: what != "")
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

  /// Places from −1e5 to 1e5.
  private static let grid: [Double] = {
    let inner = (0...8192).map { -10 + Double($0) * (20.0 / 8192) }
    var (outer, place) = ([Double](), 10.0)
    while place < searched {
      place *= 1.005
      outer.append(place)
    }
    return outer.reversed().map { -$0 } + inner + outer
  }()

  /// Where a function changes its sign and, if asked for, where it touches 0.
  static func zeros(_ function: ExpressionProgram, touching: Bool) -> [Double] {
    let values = grid.map { function($0) }
    var zeros: [Double] = []
    for k in values.indices {
      if values[k] == 0 {
        // Not inside of an interval on which it is 0, nor where it underflows.
        let before = k > 0 ? values[k - 1] : 0
        let after = k + 1 < values.count ? values[k + 1] : 0
        if max(abs(before), abs(after)) > 1e-200 { zeros.append(grid[k]) }
        continue
      }
      if k > 0, values[k - 1] * values[k] < 0 { zeros.append(root(function, grid[k - 1], grid[k])) }
      guard touching, k > 0, k + 1 < values.count else { continue }
      let sizes = (abs(values[k - 1]), abs(values[k]), abs(values[k + 1]))
      if sizes.1 <= sizes.0, sizes.1 <= sizes.2, values[k - 1] * values[k + 1] > 0 {
        let (place, size) = smallest(function, grid[k - 1], grid[k + 1])
        // That of a double zero, found to 1e-8, is below 1e-9 of its neighbours'.
        if size <= 1e-9 * max(sizes.0, sizes.2) { zeros.append(place) }
      }
    }
    return zeros
  }

  /// By halving, down to neighbouring numbers; the one on the right.
  private static func root(_ function: ExpressionProgram, _ left: Double, _ right: Double) -> Double {
    var (low, high) = (left, right)
    let isNegative = function(low) < 0
    for _ in 0..<120 {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      let value = function(middle)
      if value == 0 { return middle }
      if (value < 0) == isNegative { low = middle } else { high = middle }
    }
    return high
  }

  /// The smallest |f|, by the golden section.
  private static func smallest(_ function: ExpressionProgram, _ left: Double, _ right: Double) -> (Double, Double) {
    var (low, high) = (left, right)
    let ratio = 0.6180339887498949
    for _ in 0..<80 {
      let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
      if abs(function(a)) <= abs(function(b)) { high = b } else { low = a }
    }
    let place = 0.5 * (low + high)
    return (place, abs(function(place)))
  }
}
