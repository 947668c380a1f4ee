import Nonlinearities

/// What the mean-field theory reads of a nonlinearity: moments as functions of the variance, and the correlation map's
/// part at equal variances.
protocol VarianceDuals: Sendable {
  /// T(q) = E[φ²]
  func secondMoment(_ variance: Double) -> Double
  /// dT/dq = E[φ′² + φφ″]
  func secondMomentSlope(_ variance: Double) -> Double
  /// Ṫ(q) = E[φ′²]
  func derivativeSecondMoment(_ variance: Double) -> Double
  /// The duals of pairs of inputs that both have this variance.
  func correlationDual(_ variance: Double) throws -> CorrelationDual
  /// The relative error of all of them, below which nothing is told apart from 0 or 1.
  var rounding: Double { get }
}

/// The moments computed one by one, in closed form or by quadrature.
struct ExactDuals: VarianceDuals {
  let nonlinearity: Nonlinearity
  let rounding = 1e-14

  init(nonlinearity: Nonlinearity) { self.nonlinearity = nonlinearity }

  func secondMoment(_ variance: Double) -> Double { nonlinearity.secondMoment(variance) }
  func secondMomentSlope(_ variance: Double) -> Double { nonlinearity.secondMomentSlope(variance) }
  func derivativeSecondMoment(_ variance: Double) -> Double { nonlinearity.derivativeSecondMoment(variance) }

  func correlationDual(_ variance: Double) throws -> CorrelationDual {
    CorrelationDual([(1, try map(at: variance))])
  }

  /// The map of pairs of inputs that both have this variance.
  func map(at variance: Double) throws -> any DualMap {
    try nonlinearity.dualMap(rowVariances: [variance], columnVariances: [variance])
  }
}

/// ρ(ε) = 1 − T(q, c)/T(q) and Ṫ(q, c) for pairs of separation ε = 1 − c at one variance, as a weighted sum of maps.
///
/// Every map is right relative to ε, and so is a sum of them.
struct CorrelationDual: Sendable {
  private let parts: [(weight: Double, map: any DualMap)]

  init(_ parts: [(weight: Double, map: any DualMap)]) { self.parts = parts }

  func callAsFunction(_ separation: Double) -> (separation: Double, derivative: Double) {
    var (sum, slope) = (0.0, 0.0)
    for (weight, map) in parts {
      var (mapped, derivative) = (separation, 0.0)
      map.map(row: 0, columns: 0..<1, separations: &mapped, derivatives: &derivative)
      sum += weight * mapped
      slope += weight * derivative
    }
    return (sum, slope)
  }
}
