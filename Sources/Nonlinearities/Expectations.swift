/// Expectations of φ at one normal input x = √q z.
extension Nonlinearity {
  /// T(q) = E[φ(√q z)²] of a standard normal z.
  public func secondMoment(_ variance: Double) -> Double { definition.secondMoment(variance) }

  /// Ṫ(q) = E[φ′(√q z)²] of a standard normal z.
  public func derivativeSecondMoment(_ variance: Double) -> Double { definition.derivativeSecondMoment(variance) }

  /// E[φ(√q z)] of a standard normal z, whose product for two inputs is T(q, q′, 0).
  /// - Complexity: O(1); of a user's φ a few thousand evaluations.
  package func mean(_ variance: Double) -> Double { definition.mean(variance) }

  /// dT/dq of T(q) = E[φ(√q z)²], by Price's theorem E[φ′² + φφ″] and by Stein's lemma E[z φ φ′]/√q, where φ need not
  /// have a second derivative. At q = 0 the value of the smallest variance above it that can be integrated.
  ///
  /// Closed forms: erf 4/(π (1 + 2q) √(1 + 4q)); sin e^{−2q}, cos −e^{−2q}; linear on both sides of 0: E[φ′²].
  public func secondMomentSlope(_ variance: Double) -> Double { definition.secondMomentSlope(variance) }

  /// E[φ″(√q z)²] of a standard normal z; nil where φ has a kink, which makes it infinite, and for a function of the
  /// user's, whose φ″ is not known.
  ///
  /// Closed forms: erf 16q/(π (1 + 4q)^{3/2}); sin and cos their own second moment; gelu with s = q/(1 + 2q)
  /// (4 − 4s + 3s²)/(2π √(1 + 2q)).
  public func secondDerivativeSecondMoment(_ variance: Double) -> Double? {
    definition.secondDerivativeSecondMoment(variance)
  }
}

extension Nonlinearity {
  /// Whether φ is linear on both sides of 0: T is proportional to q, and correlations do not depend on the variance.
  package var isHomogeneous: Bool { definition.slopes != nil }
  /// Whether the variance map has one fixed point above 0 at most (`NonlinearityDefinition`).
  package var hasOneFixedVariance: Bool { definition.hasOneFixedVariance }
  /// Whether its duals are series, which tables over many variances replace with profit.
  package var isSeries: Bool { definition.isSeries }
  /// φ(x) = a x, which leaves correlations as they are.
  package var isLinear: Bool { definition.slopes.map { $0.left == $0.right } ?? false }
  /// Whether neither φ nor φ′ has a place where it is not smooth.
  package var isSmooth: Bool { definition.breakpoints.isEmpty }
  /// Whether φ is constant but for jumps, as far as it is looked at (`NonlinearityDefinition`).
  package var isLevel: Bool { if case .defined(let defined) = self { defined.definition.isLevel } else { false } }
  /// φ left of 0 over φ right of 0 where both are lines.
  package var leftOverRight: Double? { definition.slopes.map { $0.left / $0.right } }
}
