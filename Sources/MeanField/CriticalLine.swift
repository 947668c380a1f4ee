import Nonlinearities

/// The line χ₁ = 1 between order and chaos, without dropout.
///
/// A point on it is given by its q*: σ_w² = 1/E[φ′²] makes χ₁ = 1, and σ_b² = q* − σ_w² E[φ²] makes q* the fixed point.
/// One root in q* therefore gives σ_w², with an error below 1e-12 for σ_b² = 0 and σ_b² ≥ 1e-12 (σ_b² grows like q*³
/// from 0, which leaves q* with an error of about 1e-17/q*), and is refused where rounding would decide it, below
/// 1e-18. Where φ is linear on both sides of 0 the line is σ_w² = 1/E[φ′²] for every σ_b² (ReLU: 2).
public struct CriticalLine: Sendable {
  public let nonlinearity: Nonlinearity
  /// The largest variance at which the line is looked for.
  private static let largestVariance = 1e4
  /// The smallest: below, q − T/Ṫ, which is of the order q³, is rounding.
  private static let smallestVariance = 1e-6

  public init(_ nonlinearity: Nonlinearity) { self.nonlinearity = nonlinearity }

  /// The critical σ_w² at `biasVariance`.
  ///
  /// - Throws: `MeanFieldFailure`: an invalid σ_b², a line that does not exist, does not reach it, is unstable there,
  ///   or cannot be computed so near to σ_b² = 0.
  /// - Complexity: about 80 moments: 5 µs in closed form, 3 ms by quadrature.
  public func weightVariance(biasVariance: Double) throws -> Double {
    try MeanFieldFailure.require(biasVariance >= 0, "σ_b²", biasVariance, "a finite number ≥ 0")
    let slope = nonlinearity.derivativeSecondMoment(1)
    guard slope > 0 else { throw MeanFieldFailure.noCriticalLine(nonlinearity: nonlinearity.name) }
    switch nonlinearity {
    case .relu, .leakyRelu, .abs, .identity: return 1 / slope
    case .erf, .gelu, .sin, .cos, .tanh, .custom: break
    }
    let slopeAtZero = nonlinearity.derivative(0) * nonlinearity.derivative(0)
    if biasVariance == 0, nonlinearity(0.0) == 0, slopeAtZero > 0, isStable(variance: 0) { return 1 / slopeAtZero }
    let excess: (Double) -> Double = { self.biasVariance(fixedVariance: $0) - biasVariance }
    var high = Self.smallestVariance
    if biasVariance > 0, excess(high) > 0, isStable(variance: high) {
      throw MeanFieldFailure.biasTooSmall(
        biasVariance, nonlinearity: nonlinearity.name, least: self.biasVariance(fixedVariance: high))
    }
    while excess(high) <= 0 {
      high *= 2
      guard high <= Self.largestVariance else {
        throw MeanFieldFailure.unreachable(
          biasVariance: biasVariance, nonlinearity: nonlinearity.name, largest: Self.largestVariance)
      }
    }
    let variance = RootFinder.bisection(between: 0.5 * high, and: high, rising: true, excess)
    guard isStable(variance: variance) else {
      throw MeanFieldFailure.unstable(biasVariance: biasVariance, nonlinearity: nonlinearity.name)
    }
    return 1 / nonlinearity.derivativeSecondMoment(variance)
  }

  /// The σ_b² of the critical point whose fixed point is q*, negative where there is none.
  private func biasVariance(fixedVariance q: Double) -> Double {
    q - nonlinearity.secondMoment(q) / nonlinearity.derivativeSecondMoment(q)
  }

  /// Whether |V′(q*)| ≤ 1 at the critical point with this q*; at q* = 0 it is 1 and the next order decides.
  private func isStable(variance: Double) -> Bool {
    let q = variance == 0 ? 1e-3 : variance
    return nonlinearity.secondMomentSlope(q).magnitude <= nonlinearity.derivativeSecondMoment(q)
  }
}
