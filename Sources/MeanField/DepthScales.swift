import Glibc

/// The depths over which variances, correlations and gradients forget where they came from (Schoenholz et al. 2017;
/// Xiao et al. 2020, Section 3). All are numbers of layers.
extension MeanFieldTheory {
  /// V′(q*) = σ_w² E[φ′² + φφ″]/ρ, by Price's theorem: the factor from layer to layer of a small deviation from q*.
  public var lengthSlope: Quantity<Double> {
    if map.isHomogeneous { return .value(map.varianceSlope(1)) }
    return fixedVariance.map { map.varianceSlope($0) }
  }

  /// ξ_q = −1/log |V′(q*)|: |q^l − q*| ~ e^{−l/ξ_q}.
  public var varianceDepthScale: Quantity<Double> {
    guard case .absent(let reason) = fixedVariance else { return lengthSlope.flatMap { Self.depthScale(slope: $0) } }
    return .absent(reason)
  }

  /// ξ_c = −1/log χ_{c*}: |c^l − c*| ~ e^{−l/ξ_c}. In the ordered phase it is ξ₁.
  public var correlationDepthScale: Quantity<Double> { chiFixed.flatMap { Self.depthScale(slope: $0) } }

  /// ξ₁ = −1/log χ₁ of the ordered phase: the tangent kernel approaches its limit, and gradients vanish, like
  /// e^{−l/ξ₁}.
  public var orderedDepthScale: Quantity<Double> {
    chi1.flatMap { chi1 in
      switch Phase(chi1: chi1) {
      case .ordered: Self.depthScale(slope: chi1)
      case .critical: .absent(.criticalPoint)
      case .chaotic: .absent(.chaoticPhase)
      }
    }
  }

  /// ξ_* = −1/log(χ_{c*}/χ₁) of the chaotic phase: the mean prediction of the tangent kernel on new inputs falls like
  /// l e^{−l/ξ_*} (Xiao et al. 2020, Table 1).
  public var generalizationDepthScale: Quantity<Double> {
    phase.flatMap { phase in
      switch phase {
      case .ordered: .absent(.orderedPhase)
      case .critical: .absent(.criticalPoint)
      case .chaotic: chi1.flatMap { chi1 in chiFixed.flatMap { Self.depthScale(slope: $0 / chi1) } }
      }
    }
  }

  /// −1/log |slope| for a slope of modulus below 1; a larger one leads away from the fixed point.
  package static func depthScale(slope: Double) -> Quantity<Double> {
    if slope == 0 { return .absent(.oneLayer) }
    // log1p keeps the digits of 1 − slope near 1, which is where depth scales are large.
    let rate = -log1p(slope.magnitude - 1)
    if rate < -Phase.tolerance { return .absent(.repelling) }
    return rate > Phase.tolerance ? .value(1 / rate) : .absent(.criticalPoint)
  }
}
