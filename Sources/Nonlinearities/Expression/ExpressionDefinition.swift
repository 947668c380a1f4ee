import Glibc

extension Nonlinearity {
  /// A φ given by a formula in x, such as `"x*tanh(log(1+exp(x)))"`: see `ExpressionDefinition`.
  ///
  /// - Throws: `NonlinearityFailure.badExpression` for a text that is no formula, or one that is not finite or has no
  ///   finite slope somewhere on (−10, 10).
  public static func expression(_ text: String) throws -> Nonlinearity {
    let definition = try ExpressionDefinition(text: text)
    if let spline = definition.spline { return Nonlinearity(LinearExpression(text: text, spline: spline)) }
    return Nonlinearity(definition)
  }
}

/// A φ given by a formula, in files `{"expression": "x*tanh(log(1+exp(x)))"}`.
///
/// Operators + − * / ^ (`ExpressionParser`), x, pi, e, max, min and the functions of `ExpressionFunction`, none of
/// which jumps. φ′ is symbolic. Kinks are found (`ExpressionPlaces`), and one made of line segments alone, such as
/// `max(-1, min(x, 1))`, has the closed forms of a table (`LinearExpression`). All others have series and quadrature.
///
/// What overflows for large |x| in φ or φ′, as (exp(x) − exp(−x))/(exp(x) + exp(−x)) from 355 on, refuses variances
/// that reach there, 13 standard deviations; log(1 + exp(u)) and 1/(1 + exp(u)) do not overflow.
///
/// - Complexity: φ some 5 to 20 ns a function; its duals those of any smooth φ, 30 ns a pair, and with kinks some ms.
struct ExpressionDefinition: NumericalDefinition {
  let text: String
  let spline: LinearSpline?
  let breakpoints: [Double]
  let isOdd: Bool
  let numerics = Numerics()
  private let function: ExpressionProgram
  private let derivative: ExpressionProgram
  private let places: ExpressionPlaces

  init(text: String) throws {
    func bad(_ problem: String) -> NonlinearityFailure { .badExpression(text: text, problem: problem) }
    let expression: Expression
    do {
      expression = try ExpressionParser.expression(text)
    } catch {
      throw bad(error.message)
    }
    let places = ExpressionPlaces(expression)
    if let pole = places.poles.first(where: { abs($0.place) < 10 }) {
      throw bad("\(pole.what) is 0 at x = \(Self.short(pole.place)): choose one that is smooth or has kinks alone")
    }
    (self.text, self.places, breakpoints) = (text, places, places.kinks)
    (function, derivative) = (ExpressionProgram(expression), ExpressionProgram(expression.derivative))
    (spline, isOdd) = (expression.spline, expression.parity == .odd)
    if let (slope, place) = spline?.steepest {
      throw bad(
        "its slope is \(Self.short(slope)) at x = \(Self.short(place)): choose one that is less steep there")
    }
    if let (place, value, what) = firstNotFinite {
      let kind = value.isNaN ? "not a number" : "infinite"
      throw bad("\(what) is \(kind) at x = \(Self.short(place)): choose one that is finite on (-10, 10)")
    }
  }

  /// On 4097 points of [−10, 10] and beside the kinks.
  private var firstNotFinite: (place: Double, value: Double, what: String)? {
    let grid = (0...4096).map { -10 + Double($0) * (20.0 / 4096) }
    let beside = breakpoints.flatMap { [$0.nextDown, $0, $0.nextUp] }
    for x in [0] + grid + beside {
      if !value(x).isFinite { return (x, value(x), "it") }
      if !slope(x).isFinite { return (x, slope(x), "its slope") }
    }
    return nil
  }

  /// To four digits, and −0 as 0.
  private static func short(_ x: Double) -> String {
    let rounded = (1e4 * x).rounded() / 1e4
    return "\(rounded == 0 ? 0 : rounded)"
  }

  var name: String { "expression" }
  var settings: NonlinearitySettings? { ["text": .text(text)] }
  func value(_ x: Double) -> Double { function(x) }
  func slope(_ x: Double) -> Double { derivative(x) }

  var cost: NonlinearityCost {
    let kinks = Double(breakpoints.count)
    return NonlinearityCost(secondsPerPair: breakpoints.isEmpty ? 30e-9 : 5e-3 * kinks * kinks, bytesPerInput: 32)
  }

  /// Refuses variances that reach where it has a pole, kinks that are not known, or an overflow.
  func check(largestVariance q: Double) throws {
    if 13 * q.squareRoot() > places.reach {
      throw NonlinearityFailure.outOfReach(expression: text, variance: q, place: places.reach)
    }
    try checkIntegrals(q)
    // Below, the odd part of φ drowns in the rounding of φ(0).
    if q > 1e-8 { try checkSlope(q) }
    try checkResolution(q)
  }
}

/// A formula made of line segments alone.
struct LinearExpression: LinearSplineDefinition {
  let text: String
  let spline: LinearSpline
  var name: String { "expression" }
  var settings: NonlinearitySettings? { ["text": .text(text)] }
}
