/// What weight decay pulls to: the penalty is ½ λ ‖θ − c‖².
public enum DecayCentre: Sendable, Hashable {
  /// c = 0, the usual weight decay.
  case zero

  /// c = θ₀, the parameters at the beginning: in NTK parameterisation the prior N(θ₀, I) of a Bayesian's network (He,
  /// Lakshminarayanan and Teh 2020, arXiv:2007.05864). It takes one more number a parameter.
  case initialParameters
}
