/// Series and quadrature, found once and kept in it.
extension CustomNonlinearity: NumericalDefinition {
  var nonlinearity: Nonlinearity { .custom(self) }
  var settings: NonlinearitySettings? { nil }
  var loops: any NonlinearityLoops { CustomLoops(custom: self) }
  func value(_ x: Double) -> Double { function(x) }
  func slope(_ x: Double) -> Double { derivative(x) }

  /// Refuses a function whose duals do not exist or whose derivative is not its own; that takes as long as its series
  /// does.
  func check(largestVariance q: Double) throws {
    for place in breakpoints {
      let step = 1e-7 * max(1, place.magnitude)
      let slopes = slope(place - step).magnitude + slope(place + step).magnitude
      if (value(place + step) - value(place - step)).magnitude > 3 * step * (1 + slopes) {
        throw NonlinearityFailure.discontinuous(nonlinearity: name, place: place)
      }
    }
    try checkIntegrals(q)
    try checkSlope(q)
    try checkResolution(q)
  }
}
