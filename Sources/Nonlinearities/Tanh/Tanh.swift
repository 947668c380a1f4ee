import Glibc

/// tanh, by its Hermite series and, where that is too long, by sums of the duals of erf (`ErfMixture`).
struct Tanh: NonlinearityDefinition {
  var nonlinearity: Nonlinearity { .tanh }
  var name: String { "tanh" }
  var loops: any NonlinearityLoops { TanhLoops() }
  var higherDerivatives: (any DerivativeForm)? { TanhDerivatives() }
  func value(_ x: Double) -> Double { Glibc.tanh(x) }
  func value(_ x: Float) -> Float { tanhf(x) }

  func slope(_ x: Double) -> Double {
    let s = 1 / cosh(x)
    return s * s
  }

  var isOdd: Bool { true }
  var hasOneFixedVariance: Bool { true }
  var isSeries: Bool { true }
  /// Of variances about 1; it grows with them.
  var cost: NonlinearityCost { NonlinearityCost(secondsPerPair: 25e-9, bytesPerInput: 32) }
  func kept(_ variance: Double) -> Double { Nonlinearity.withoutUnderflow(variance) }

  func secondMoment(_ q: Double) -> Double { TanhMoments.at(q).second }
  func derivativeSecondMoment(_ q: Double) -> Double { TanhMoments.at(q).derivative }

  func secondDerivativeSecondMoment(_ q: Double) -> Double? {
    GaussianExpectation(nonlinearity)(variance: q) {
      let bend = 2 * value($0) * slope($0)
      return bend * bend
    }
  }

  /// One variance: its series is prepared once, for all pairs of inputs. Beyond 6 it is too long for that.
  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    HermiteDual.ofOneVariance(self, rowVariances: rowVariances, columnVariances: columnVariances, upTo: 6)
      ?? MehlerDual(TanhSource(), rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func pairwiseDualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    PairwiseDual(self, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func hermiteCoefficients(_ variance: Double) -> (a: [Double], b: [Double])? {
    HermiteTable.coefficients(variance: variance)
  }

  /// The table knows of all others how long their series are.
  var largestIntegratedSeries: Double { 1.0.nextDown }

  func dualWithoutSeries(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    ErfMixtureDual(rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? {
    TanhVarianceSlopes(rowVariances: rowVariances, columnVariances: columnVariances)
  }
}
