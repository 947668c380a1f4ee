import Nonlinearities

/// The mean-field theory of random fully-connected networks with one nonlinearity and equal layers (Poole et al. 2016;
/// Schoenholz et al. 2017): what variances, correlations and gradients become with depth at infinite width.
///
/// A layer is z′ = W φ(z) + b with W ~ N(0, σ_w²/fan-in), b ~ N(0, σ_b²); with dropout, φ(z) is kept with probability ρ
/// and then divided by ρ. `fixedVariance` q* is the fixed point of the length map that inputs of variance 1 reach (GELU
/// and a user's φ may have several: see `VarianceOrbit`), `fixedCorrelation` c* the stable fixed point of the
/// correlation map at q*. What does not exist is a `Quantity.absent` that says why.
///
/// Accuracy: see `FixedPoints`; 1e-14 of the value away from critical points.
///
/// - Complexity of making one: 2 µs for closed forms, below 1 ms for tanh with q* up to 64 (a Hermite series at q*).
public struct MeanFieldTheory: Sendable {
  public let nonlinearity: Nonlinearity
  /// σ_w²
  public let weightVariance: Double
  /// σ_b²
  public let biasVariance: Double
  /// ρ; 1 without dropout.
  public let keepProbability: Double
  /// q*
  public let fixedVariance: Quantity<Double>
  /// 1 − c*, with the relative precision that c* has lost near 1.
  public let fixedSeparation: Quantity<Double>
  /// χ_{c*} = σ_w² E[φ′(u) φ′(v)] at (q*, c*): the slope of the correlation map at its fixed point. χ₁ in the ordered
  /// phase.
  public let chiFixed: Quantity<Double>
  let map: LayerMap

  /// - Throws: `MeanFieldFailure.invalidParameter`, and `NonlinearityFailure` if the moments of φ do not exist, or if
  ///   it jumps, which makes χ₁ infinite.
  public init(
    nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double, keepProbability: Double = 1
  ) throws {
    try self.init(
      duals: ExactDuals(nonlinearity: nonlinearity), nonlinearity: nonlinearity, weightVariance: weightVariance,
      biasVariance: biasVariance, keepProbability: keepProbability)
  }

  init(
    duals: any VarianceDuals, nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double,
    keepProbability: Double
  ) throws {
    try MeanFieldFailure.require(weightVariance >= 0, "σ_w²", weightVariance, "a finite number ≥ 0")
    try MeanFieldFailure.require(biasVariance >= 0, "σ_b²", biasVariance, "a finite number ≥ 0")
    try MeanFieldFailure.require(
      keepProbability > 0 && keepProbability <= 1, "the keep probability", keepProbability,
      "a number above 0, at most 1")
    try nonlinearity.checkSettings()
    try nonlinearity.checkContinuity()
    (self.nonlinearity, self.weightVariance) = (nonlinearity, weightVariance)
    (self.biasVariance, self.keepProbability) = (biasVariance, keepProbability)
    map = LayerMap(
      duals: duals, nonlinearity: nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance,
      keepProbability: keepProbability)
    let points = try FixedPoints(map)
    (fixedVariance, fixedSeparation, chiFixed) = (points.variance, points.separation, points.slope)
  }

  /// c*
  public var fixedCorrelation: Quantity<Double> { fixedSeparation.map { 1 - $0 } }

  /// χ₁ = σ_w² E[φ′(√q* z)²]: the slope of the correlation map at c = 1, and without dropout the factor of the
  /// gradient's variance from a layer to the one before. Where φ is linear on both sides of 0 it needs no q*.
  public var chi1: Quantity<Double> {
    let variance = map.isHomogeneous ? .value(1) : fixedVariance
    return variance.map { weightVariance * map.duals.derivativeSecondMoment($0) }
  }

  /// Ordered, critical or chaotic by χ₁; with dropout there are no phases, c* < 1 everywhere.
  public var phase: Quantity<Phase> {
    if keepProbability < 1 { return .absent(.dropout) }
    return chi1.flatMap { chi1 in
      let phase = Phase(chi1: chi1)
      return phase == .chaotic && map.isHomogeneous ? .absent(.varianceGrows) : .value(phase)
    }
  }
}
