extension Nonlinearity {
  /// A φ through points, linear between them and continued with the first and the last line: see `Table`.
  ///
  /// - Parameters:
  ///   - x: 2 to 1024 finite numbers, each larger than the one before.
  ///   - y: φ(x), as many.
  /// - Throws: `NonlinearityFailure.badSetting`.
  public static func table(x: [Double], y: [Double]) throws -> Nonlinearity { Nonlinearity(try Table(x: x, y: y)) }
}

/// A φ through points (xᵢ, yᵢ): linear between neighbours, and beyond the ends the first and the last line continued.
/// In files `{"table": {"x": […], "y": […]}}`.
///
/// It is what its points say and no guess of what lies between: no overshoot, hard tanh and every other function of
/// line segments exactly, and of n points on a smooth φ an error of h² max|φ″|/8 at spacing h. Its mean squares are
/// closed forms, and its duals right to 1e-11, as a segment that is too steep so far from 0 is refused: a series whose
/// coefficients are closed forms up to |c| = 0.96, beyond integrals over the angle of the bivariate normal density at
/// the kinks (`LinearSplinePair`).
///
/// - Complexity: for n kinks a series of 1024 terms for each input, O(n); then of the order of 0.1 µs a pair up to
///   |c| = 0.96, and beyond n + n² θ pairs of kinks that meet, 20 to 100 exponentials each. φ itself O(log n).
struct Table: LinearSplineDefinition {
  static let largestCount = 1024

  let x: [Double]
  let y: [Double]
  let spline: LinearSpline

  init(x: [Double], y: [Double]) throws {
    func bad(_ key: String, _ value: String, _ expected: String) -> NonlinearityFailure {
      .badSetting(nonlinearity: "table", key: key, value: value, expected: expected)
    }
    guard x.count >= 2, x.count <= Self.largestCount else {
      throw bad("x", "a list of \(x.count)", "2 to \(Self.largestCount) numbers")
    }
    guard y.count == x.count else { throw bad("y", "a list of \(y.count)", "one number for each of the \(x.count) x") }
    // Differences of these do not overflow, nor do squares of slopes.
    for (key, values) in [("x", x), ("y", y)] {
      for value in values where !(value.magnitude <= 1e100) {
        throw bad(key, "a list with \(value)", "numbers between -1e100 and 1e100")
      }
    }
    for (left, right) in zip(x, x.dropFirst()) where !(left < right) {
      throw bad("x", "a list with \(left) before \(right)", "numbers that ascend")
    }
    let spline = LinearSpline(x: x, y: y)
    for (k, (left, right)) in zip(x, x.dropFirst()).enumerated() {
      let slope = (y[k + 1] - y[k]) / (right - left)
      if !(slope.magnitude <= 1e50) {
        throw bad("y", "a list with a step of \(y[k + 1] - y[k]) at x = \(left)", "values without a jump")
      }
    }
    if let (slope, place) = spline.steepest {
      throw bad("y", "a list with the slope \(slope) at x = \(place)", "values that change by less for their size")
    }
    (self.x, self.y, self.spline) = (x, y, spline)
  }

  var name: String { "table" }
  var settings: NonlinearitySettings? { ["x": .numbers(x), "y": .numbers(y)] }
}
