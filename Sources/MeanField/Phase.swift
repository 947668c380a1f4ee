/// The phase of a random network: what becomes of the correlation between two inputs with depth.
public enum Phase: String, Sendable, Hashable, CaseIterable {
  /// χ₁ < 1: all inputs become alike, gradients vanish.
  case ordered
  /// χ₁ = 1: the boundary; correlations move like a power of depth.
  case critical
  /// χ₁ > 1: inputs become unlike, gradients explode.
  case chaotic

  /// χ₁ this close to 1 counts as critical: `CriticalLine` finds σ_w² to 1e-12, and χ₁ follows σ_w² with a slope of a
  /// few.
  static let tolerance = 1e-11

  init(chi1: Double) {
    self = (chi1 - 1).magnitude <= Self.tolerance ? .critical : chi1 < 1 ? .ordered : .chaotic
  }
}
