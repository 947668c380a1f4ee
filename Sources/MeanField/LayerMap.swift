import Nonlinearities

/// One layer, activation and dense, as a map of variances and of correlations at equal variances:
///
///     V(q) = σ_w² T(q)/ρ + σ_b²,    ε′ = [σ_w² T(q) ((1/ρ − 1) + s(ε)) + σ_b² · 0] / V(q),    s = 1 − T(q, c)/T(q),
///
/// where ρ is the probability to keep a unit and kept units are divided by ρ (Schoenholz et al. 2017): masks of two
/// inputs are independent, so that dropout raises variances and not covariances. ε′ is a sum of terms that are not
/// negative and keeps the relative precision of ε.
struct LayerMap: Sendable {
  let duals: any VarianceDuals
  let nonlinearity: Nonlinearity
  let weightVariance: Double
  let biasVariance: Double
  let keepProbability: Double

  /// V(q)
  func variance(_ q: Double) -> Double { weightVariance * duals.secondMoment(q) / keepProbability + biasVariance }

  /// V′(q)
  func varianceSlope(_ q: Double) -> Double { weightVariance * duals.secondMomentSlope(q) / keepProbability }

  /// The map ε ↦ (ε′, dc′/dc) at variance q. The slope is σ_w² Ṫ(q, c) q/V(q).
  ///
  /// - Throws: `Absence.varianceVanishes` where V(q) is 0; `NonlinearityFailure` where the dual does not exist.
  func separation(at q: Double) throws -> @Sendable (Double) -> (value: Double, slope: Double) {
    let next = variance(q)
    guard next != 0 else { throw Absence.varianceVanishes }
    let dual = try duals.correlationDual(q)
    let signal = weightVariance * duals.secondMoment(q) / next
    let masks = signal * (1 / keepProbability - 1)
    let scale = weightVariance * q / next
    return { separation in
      let (mapped, derivative) = dual(separation)
      return (masks + signal * mapped, scale * derivative)
    }
  }

  /// Whether φ is linear on both sides of 0: T is proportional to q, and correlations do not depend on the variance.
  var isHomogeneous: Bool { nonlinearity.isHomogeneous }
}
