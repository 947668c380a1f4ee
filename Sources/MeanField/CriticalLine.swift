import Glibc
import Nonlinearities

/// The line χ₁ = 1 between order and chaos, without dropout.
///
/// A point on it is given by its q*: σ_w² = 1/E[φ′²] makes χ₁ = 1, and σ_b² = q* − σ_w² E[φ²] makes q* a fixed point.
/// One root in q* therefore gives σ_w², with an error below 1e-12 for σ_b² = 0 and σ_b² ≥ 1e-12 (σ_b² grows like q*³
/// from 0, which leaves q* with an error of about 1e-17/q*), and is refused where rounding would decide it, below
/// 1e-18. Where φ is linear on both sides of 0 the line is σ_w² = 1/E[φ′²] for every σ_b² (ReLU: 2).
///
/// *Which root.* tanh, erf, sin and cos have one. GELU and a user's φ may have several, and V other fixed points beside
/// q*: a root counts where inputs of variance 1 reach its q*, so that `MeanFieldTheory` at that point is critical, and
/// of those that count the smallest σ_w² is the line. There is none where q* leaps past χ₁ = 1 from one fixed point to
/// another.
public struct CriticalLine: Sendable {
  public let nonlinearity: Nonlinearity
  /// The largest variance at which the line is looked for.
  private static let largestVariance = 1e4
  /// The smallest: below, q − T/Ṫ, which is of the order q³, is rounding.
  private static let smallestVariance = 1e-6

  public init(_ nonlinearity: Nonlinearity) { self.nonlinearity = nonlinearity }

  /// The critical σ_w² at `biasVariance`.
  ///
  /// - Throws: `MeanFieldFailure`: an invalid σ_b², a line that does not exist, does not reach it, is unstable or not
  ///   reached there, or cannot be computed so near to σ_b² = 0; `NonlinearityFailure` where moments of φ do not
  ///   exist.
  /// - Complexity: about 80 moments, 5 µs in closed form and 3 ms by quadrature; 600 to 1000 for GELU and a user's φ.
  public func weightVariance(biasVariance: Double) throws -> Double {
    try MeanFieldFailure.require(biasVariance >= 0, "σ_b²", biasVariance, "a finite number ≥ 0")
    try nonlinearity.checkContinuity()
    let slope = nonlinearity.derivativeSecondMoment(1)
    guard !slope.isNaN, !nonlinearity.secondMoment(1).isNaN else {
      throw NonlinearityFailure.infiniteMoment(nonlinearity: nonlinearity.name, variance: 1)
    }
    guard slope > 0 else { throw MeanFieldFailure.noCriticalLine(nonlinearity: nonlinearity.name) }
    if nonlinearity.isHomogeneous { return 1 / slope }
    let slopeAtZero = nonlinearity.derivative(0) * nonlinearity.derivative(0)
    let isCriticalAtZero = biasVariance == 0 && nonlinearity(0.0) == 0 && slopeAtZero > 0
    var critical: [Double] = []
    if isCriticalAtZero, isStable(variance: 0),
      try isReached(variance: 0, weightVariance: 1 / slopeAtZero, biasVariance: 0)
    {
      if nonlinearity.hasOneFixedVariance { return 1 / slopeAtZero }
      critical.append(1 / slopeAtZero)
    }
    let roots = try roots(biasVariance: biasVariance)
    if roots.isEmpty, !isCriticalAtZero {
      throw MeanFieldFailure.unreachable(
        biasVariance: biasVariance, nonlinearity: nonlinearity.name, largest: Self.largestVariance)
    }
    for variance in roots where isStable(variance: variance) {
      let weightVariance = 1 / nonlinearity.derivativeSecondMoment(variance)
      if try isReached(variance: variance, weightVariance: weightVariance, biasVariance: biasVariance) {
        critical.append(weightVariance)
      }
    }
    guard let line = critical.min() else {
      throw MeanFieldFailure.unstable(biasVariance: biasVariance, nonlinearity: nonlinearity.name)
    }
    return line
  }

  /// The q* of all critical points at `biasVariance`, ascending, whether stable or not.
  private func roots(biasVariance: Double) throws -> [Double] {
    let excess: (Double) -> Double = { self.biasVariance(fixedVariance: $0) - biasVariance }
    let least = Self.smallestVariance
    var isAbove = excess(least) > 0
    if isAbove, biasVariance > 0, isStable(variance: least),
      try isReached(
        variance: least, weightVariance: 1 / nonlinearity.derivativeSecondMoment(least), biasVariance: biasVariance)
    {
      throw MeanFieldFailure.biasTooSmall(
        biasVariance, nonlinearity: nonlinearity.name, least: self.biasVariance(fixedVariance: least))
    }
    // T and Ṫ are smooth over an octave of q, being means over |z|.
    let factor = nonlinearity.hasOneFixedVariance ? 2 : exp2(0.125)
    // A root below the least variance is one that is not stable, or not reached.
    var roots = isAbove && biasVariance > 0 ? [least] : []
    var low = least
    while low * factor <= Self.largestVariance {
      let high = low * factor
      let isNext = excess(high) > 0
      if isNext != isAbove {
        roots.append(RootFinder.bisection(between: low, and: high, rising: isNext, excess))
        if nonlinearity.hasOneFixedVariance { break }
      }
      (low, isAbove) = (high, isNext)
    }
    return roots
  }

  /// Whether inputs of variance 1 reach q* = `variance` at this point.
  private func isReached(variance: Double, weightVariance: Double, biasVariance: Double) throws -> Bool {
    if nonlinearity.hasOneFixedVariance { return true }
    let map = LayerMap(
      duals: ExactDuals(nonlinearity: nonlinearity), nonlinearity: nonlinearity, weightVariance: weightVariance,
      biasVariance: biasVariance, keepProbability: 1)
    guard let reached = try VarianceOrbit(map: map).limit(from: 1).value else { return false }
    // Where V′(q*) is near 1, as at q* = 0, rounding moves what is reached.
    return (reached - variance).magnitude <= max(Self.smallestVariance, 1e-4 * variance)
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
