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

  func check(largestVariance q: Double) throws { try checkMoments(q) }
}
