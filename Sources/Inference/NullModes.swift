import Glibc

/// Which modes of a training kernel Θ cannot be told from null, and what is learnt of them: the one rule of
/// `GradientFlow`, `GradientFlowVariance`, `MeanPredictor` and `KernelSpectrum.isTrusted`.
///
/// *Rule.* λ is null where λ ≤ b = n ε λ_max. Rounding of the kernel's entries and of LAPACK moves every eigenvalue by
/// up to about b, so that what is not above b may be 0; repeated inputs make it 0. Gradient flow learns of a mode
///
///     g_t(λ) = (1 − e^{−λt})/λ      for λ > b, and for all λ while b t ≤ 1, where a change of λ by b leaves g_t ≈ t
///     0                             for null modes once b t > 1, where rounding alone would decide it; so at t = ∞
///
/// *The leap.* At b t = 1 what is learnt of a null mode falls from g_t(λ) = (1 − e^{−λ/b})/λ, which is between
/// (1 − 1/e)/b at λ = b and t = 1/b at λ = 0, to 0: by 0.63/b to 1/b, in units of the mode's part of Y. Modes just
/// above b go on to 1/λ < 1/b. A mean Θ(x, X) g Q Y has the leap times the mode's part of Θ(x, X), which for what is
/// null by rounding is some ε |Θ(x, X)|, so that the leap is about |Θ(x, X)| |Y|/(n λ_max); t = 1/b are some 4·10¹⁵/n
/// steps of gradient descent at its largest rate.
///
/// At t = ∞ Θ⁻¹ is therefore the pseudo-inverse with cut b. A λ that rounding made negative counts as 0, where g_t = t.
struct NullModes: Sendable {
  /// b
  let bound: Double

  init(order: Int, largestEigenvalue: Double) {
    bound = Double(order) * .ulpOfOne * max(0, largestEigenvalue)
  }

  func contains(_ eigenvalue: Double) -> Bool { !(eigenvalue > bound) }

  /// g_t(λ) at a time ≥ 0, ∞ included; 1/λ or 0 there.
  func gain(_ eigenvalue: Double, at time: Double) -> Double {
    if contains(eigenvalue), time.isInfinite || bound * time > 1 { return 0 }
    if time.isInfinite { return 1 / eigenvalue }
    guard eigenvalue > 0 else { return time }
    let exponent = eigenvalue * time
    // Where the product underflows, so does the difference of the fraction from t.
    return exponent < .leastNormalMagnitude ? time : -expm1(-exponent) / eigenvalue
  }
}
