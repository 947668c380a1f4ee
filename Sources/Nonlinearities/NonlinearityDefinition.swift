/// All that is known of one φ. Each has a folder with its definition and what that is made of;
/// `Nonlinearity.definition` and `NonlinearityForm.all` name them.
///
/// A definition states φ and φ′. What else it knows in closed form replaces the series and quadrature of the extension
/// below.
protocol NonlinearityDefinition: Sendable {
  /// The φ that is defined.
  var nonlinearity: Nonlinearity { get }
  /// The name used in architecture files and error messages.
  var name: String { get }
  /// What stands beside the name in architecture files (`NonlinearityForm`); nil where it has no form in files.
  var settings: NonlinearitySettings? { get }
  /// Refuses numbers that make no φ.
  /// - Throws: `NonlinearityFailure.badSetting`.
  func checkSettings() throws

  func value(_ x: Double) -> Double
  func value(_ x: Float) -> Float
  /// φ′(x). Where φ has a kink, the value from the left (|x|: 0), as automatic differentiation has it.
  func slope(_ x: Double) -> Double
  /// φ and φ′ over the numbers of a finite network; without any, calls for each number.
  var loops: any NonlinearityLoops { get }
  /// φ to φ⁽⁵⁾; nil where φ has a kink, or only φ′ is known.
  var higherDerivatives: (any DerivativeForm)? { get }
  /// Where φ or φ′ is not smooth.
  var breakpoints: [Double] { get }
  /// Whether φ′ is 0 wherever it is looked at: then Ṫ is 0 but for jumps, and so may be T. Of any other T(q) > 0 and
  /// Ṫ(q) > 0 at q > 0, whatever underflows.
  var isLevel: Bool { get }
  /// Where φ jumps, which makes E[φ′²] infinite and leaves it an NNGP kernel alone; nil where it is continuous.
  var jump: Double? { get }
  /// Left and right of 0, where φ is linear on both sides.
  var slopes: PiecewiseLinearDual.Slopes? { get }
  /// φ(−x) = −φ(x)
  var isOdd: Bool { get }
  /// Whether σ_w² T + σ_b² has one fixed point above 0 at most, and σ_b² grows with it all along the critical line: T
  /// is linear, concave or falls. (0 is a fixed point beside it where σ_b² = 0 and φ(0) = 0, and of a linear T that is
  /// the identity every variance is one.)
  var hasOneFixedVariance: Bool { get }

  /// The largest variance whose dual is computed: products of two must not overflow.
  var largestVariance: Double { get }
  /// The variance whose ρ and Ṫ are those of this one, where products of two do not underflow.
  func kept(_ variance: Double) -> Double
  /// Refuses a φ whose duals do not exist.
  /// - Throws: `NonlinearityFailure`.
  func check(largestVariance: Double) throws

  /// E[φ(√q z)] of a standard normal z.
  func mean(_ q: Double) -> Double
  /// E[φ(√q z)²]
  func secondMoment(_ q: Double) -> Double
  /// E[φ′(√q z)²]
  func derivativeSecondMoment(_ q: Double) -> Double
  /// dT/dq of T(q) = E[φ(√q z)²].
  func secondMomentSlope(_ q: Double) -> Double
  /// E[φ″(√q z)²]; nil where it is infinite or φ″ not known.
  func secondDerivativeSecondMoment(_ q: Double) -> Double?

  /// The map of whole lists, which may prepare itself for them.
  func dualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap
  /// The map whose bits of a pair depend on that pair's variances alone.
  func pairwiseDualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap
  /// Whether its duals are series, which tables over many variances replace with profit.
  var isSeries: Bool { get }
  /// Of one pair of vectors and layer: see `NonlinearityCost`.
  var cost: NonlinearityCost { get }
  /// aₙ and bₙ of `HermiteSeries` from a table, and the largest variance at which they may be integrated.
  func hermiteCoefficients(_ variance: Double) -> (a: [Double], b: [Double])?
  var largestIntegratedSeries: Double { get }
  /// Of `PairwiseDual`, where one of the variances has no series.
  func dualWithoutSeries(rowVariances: [Double], columnVariances: [Double]) -> any DualMap

  /// The map on covariances in closed form, a nanosecond a pair; nil where there is none.
  var covarianceDual: (any CovarianceDual)? { get }
  /// How T depends on its variances; nil where φ″ is not known.
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)?
}

extension NonlinearityDefinition {
  var nonlinearity: Nonlinearity { Nonlinearity(self) }
  var settings: NonlinearitySettings? { [:] }
  func checkSettings() throws {}
  func value(_ x: Float) -> Float { Float(value(Double(x))) }
  var loops: any NonlinearityLoops { CalledLoops(definition: self) }
  var higherDerivatives: (any DerivativeForm)? { nil }
  var breakpoints: [Double] { [] }
  var jump: Double? { nil }
  var isLevel: Bool { Self.lookedAt.allSatisfy { slope($0) == 0 && slope(-$0) == 0 } }
  var slopes: PiecewiseLinearDual.Slopes? { nil }
  var isOdd: Bool { false }
  var hasOneFixedVariance: Bool { false }
  var isSeries: Bool { false }
  var largestVariance: Double { 1e150 }
  func kept(_ variance: Double) -> Double { variance }
  func check(largestVariance: Double) throws {}

  /// Both sides of 0, from where any slope shows to where it has not decayed; off the zeros of periodic ones.
  private static var lookedAt: some Sequence<Double> {
    (-10...10).lazy.map { Double(sign: .plus, exponent: $0, significand: 1.1) }
  }

  /// Refuses a φ that grows too fast for its mean square.
  func checkMoments(_ q: Double) throws {
    guard secondMoment(q).isFinite, derivativeSecondMoment(q).isFinite else {
      throw NonlinearityFailure.infiniteMoment(nonlinearity: name, variance: q)
    }
  }

  /// Refuses settings that are no numbers.
  func requireFinite(_ settings: KeyValuePairs<String, Double>) throws {
    for (key, value) in settings where !value.isFinite {
      throw NonlinearityFailure.badSetting(
        nonlinearity: name, key: key, value: "\(value)", expected: "a finite number")
    }
  }

  func mean(_ q: Double) -> Double { isOdd ? 0 : GaussianExpectation(nonlinearity)(variance: q) { value($0) } }

  /// By Stein's lemma E[z φ φ′]/√q, where φ need not have a second derivative.
  func secondMomentSlope(_ q: Double) -> Double {
    // Where φφ′ does not vanish at 0, its odd part alone must not drown in rounding.
    let kept = max(q, value(0.0) * slope(0) == 0 ? 1e-200 : 1e-8)
    return GaussianExpectation(nonlinearity)(variance: kept) { $0 * value($0) * slope($0) } / kept
  }

  func secondDerivativeSecondMoment(_ q: Double) -> Double? { nil }

  func pairwiseDualMap(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    dualMap(rowVariances: rowVariances, columnVariances: columnVariances)
  }

  func hermiteCoefficients(_ variance: Double) -> (a: [Double], b: [Double])? { nil }
  /// The trapezoid rule's step falls with the variance, and long before this the series is too long.
  var largestIntegratedSeries: Double { 1e6 }

  func dualWithoutSeries(rowVariances: [Double], columnVariances: [Double]) -> any DualMap {
    QuadratureDual(nonlinearity, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  var covarianceDual: (any CovarianceDual)? { nil }
  func varianceSlopes(rowVariances: [Double], columnVariances: [Double]) -> (any VarianceSlopes)? { nil }

  /// In closed form, of each input's own variance and what is known of the pair.
  func slopes(
    _ rowVariances: [Double], _ columnVariances: [Double], _ slope: @escaping ClosedVarianceSlopes.Slope
  ) -> any VarianceSlopes {
    ClosedVarianceSlopes(rowVariances: rowVariances, columnVariances: columnVariances, slope: slope)
  }
}
