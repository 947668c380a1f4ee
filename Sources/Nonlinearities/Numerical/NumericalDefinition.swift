import Glibc

/// A φ of which nothing is known but its values and slopes: its moments and duals are series and quadrature, found once
/// and kept in `numerics`. What a definition of this kind states beside them replaces what is found here.
protocol NumericalDefinition: NonlinearityDefinition {
  var numerics: Numerics { get }
}

extension NumericalDefinition {
  var isSeries: Bool { true }
  /// Of both parities, where it is smooth; with kinks it takes milliseconds.
  var cost: NonlinearityCost {
    NonlinearityCost(secondsPerPair: breakpoints.isEmpty ? 30e-9 : 5e-3, bytesPerInput: 32)
  }

  func secondMoment(_ q: Double) -> Double { numerics.moments.at(q, of: self).second }
  func derivativeSecondMoment(_ q: Double) -> Double { numerics.moments.at(q, of: self).derivative }

  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    HermiteDual.ofOneVariance(self, rowVariances: rowVariances, columnVariances: columnVariances, upTo: .infinity)
      ?? MehlerDual(NumericalSource(definition: self), rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func pairwiseDualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    PairwiseDual(self, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func check(largestVariance q: Double) throws {
    try checkIntegrals(q)
    try checkResolution(q)
  }

  /// Refuses a φ that grows too fast for its mean square, or for the quadrature that finds it.
  func checkIntegrals(_ q: Double) throws {
    try checkMoments(q)
    // Quadrature ends at 13 standard deviations: what has not fallen by then, or grows, is no mean square.
    let (density, deviation) = (exp(-0.5 * 13 * 13), q.squareRoot())
    for x in [13 * deviation, -13 * deviation] where q > 0 {
      let (value, slope) = (value(x), slope(x))
      if value * value * density > 1e-9 * secondMoment(q) || slope * slope * density > 1e-9 * derivativeSecondMoment(q)
      {
        throw NonlinearityFailure.infiniteMoment(nonlinearity: name, variance: q)
      }
    }
  }

  /// Refuses a φ that varies too fast for the panels of quadrature: half of them give other mean squares.
  func checkResolution(_ q: Double) throws {
    guard q.isNormal else { return }
    let (whole, halves) = (GaussianExpectation(nonlinearity), GaussianExpectation(nonlinearity, halved: true))
    for moment in [GaussianExpectation.secondMoment, GaussianExpectation.derivativeSecondMoment] {
      let (first, second) = (moment(whole)(q), moment(halves)(q))
      if !((first - second).magnitude <= 1e-11 * second) {
        throw NonlinearityFailure.unresolved(nonlinearity: name, variance: q)
      }
    }
  }

  /// Refuses a φ whose slope is not its own or has kinks that are not among its breakpoints, by Stein's lemma.
  func checkSlope(_ q: Double) throws {
    // The two sides of the comparison are not normal numbers any more.
    if q < 1e-300 { return }
    let expectation = GaussianExpectation(nonlinearity)
    let mean = expectation(variance: q) { slope($0) }
    let product = expectation(variance: q) { $0 * value($0) } / q
    // Quadrature is right to 1e-13 of the moments unless an undeclared kink lies inside a panel.
    if (mean - product).magnitude > 1e-6 * derivativeSecondMoment(q).squareRoot() {
      throw NonlinearityFailure.wrongDerivative(nonlinearity: name, variance: q)
    }
  }
}
