import Glibc

/// How gradients change from the last layer to the first.
extension MeanFieldTheory {
  /// χ₁/ρ: E[(∂L/∂z^l)²] over E[(∂L/∂z^{l+1})²] at equal widths and variances at their fixed point (Schoenholz et al.
  /// 2017, Section 4; dropout divides kept units by ρ on the way back too).
  public var gradientFactor: Quantity<Double> { chi1.map { $0 / keepProbability } }

  /// ξ_∇ = −1/log of `gradientFactor`, the depth over which gradients vanish, negative where they explode.
  public var gradientDepthScale: Quantity<Double> {
    gradientFactor.flatMap { factor in
      if factor == 0 { return .absent(.oneLayer) }
      let rate = -log1p(factor - 1)
      return rate.magnitude > Phase.tolerance ? .value(1 / rate) : .absent(.criticalPoint)
    }
  }

  /// q̃^l = q̃^L (χ₁/ρ)^{L−l} for l = 0 … L: the gradient's variance by layer from that of layer L.
  ///
  /// - Throws: `MeanFieldFailure` for a negative or infinite variance or a negative depth; the `Absence` of χ₁.
  public func gradientVariances(last: Double, depth: Int) throws -> [Double] {
    try MeanFieldFailure.require(last >= 0, "the gradient's variance", last, "a finite number ≥ 0")
    guard depth >= 0 else { throw MeanFieldFailure.negativeDepth(depth) }
    let factor = try gradientFactor.get()
    // 0 · ∞ where the factor's power overflows.
    return (0...depth).map { last == 0 ? 0 : last * pow(factor, Double(depth - $0)) }
  }
}
