/// Roots of a function of one variable between two points where it has opposite signs.
enum RootFinder {
  /// Newton's method, and bisection wherever Newton leaves the bracket or does not shorten its steps.
  ///
  /// The root is as right as the function's rounding divided by its slope allows: the iteration ends when steps are
  /// below 2 units in the last place, or below 1e-8 and no longer halving, which only rounding explains where
  /// convergence is quadratic.
  ///
  /// - Parameters:
  ///   - rising: whether the function is positive at `high`.
  ///   - evaluate: the function and its derivative.
  /// - Complexity: usually fewer than 10 evaluations; some 40 near a double root; at most 200.
  static func root(
    between low: Double, and high: Double, startingAt start: Double, rising: Bool,
    _ evaluate: (Double) -> (value: Double, slope: Double)
  ) -> Double {
    var (low, high, x, lastStep) = (low, high, start, high - low)
    for _ in 0..<200 {
      let (value, slope) = evaluate(x)
      if value == 0 { return x }
      if (value > 0) == rising { high = x } else { low = x }
      let newton = x - value / slope
      let step = (newton - x).magnitude
      if step <= 2 * x.ulp || (step <= 1e-8 * x.magnitude && step > 0.5 * lastStep) { return newton }
      if newton > low, newton < high, step <= 0.75 * lastStep {
        (x, lastStep) = (newton, step)
      } else {
        let middle = 0.5 * (low + high)
        if middle <= low || middle >= high { return middle }
        (x, lastStep) = (middle, high - low)
      }
    }
    return x
  }

  /// Bisection to the last place, for functions whose slope is not at hand.
  ///
  /// - Complexity: about 60 evaluations.
  static func bisection(between low: Double, and high: Double, rising: Bool, _ evaluate: (Double) -> Double) -> Double {
    var (low, high) = (low, high)
    while true {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { return middle }
      if (evaluate(middle) > 0) == rising { high = middle } else { low = middle }
    }
  }
}
