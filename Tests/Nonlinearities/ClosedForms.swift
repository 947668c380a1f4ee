import Nonlinearities

/// The nonlinearities with settings whose expectations are closed forms, with settings under which all their moments at
/// variances up to 100 exist.
enum ClosedForms {
  static let kinked: [Nonlinearity] = [
    .rectifiedMonomial(degree: 2), .rectifiedMonomial(degree: 3), .abrelu(left: -0.4, right: 1.2), .elu(alpha: 1.5),
    .selu, .celu(alpha: 0.7),
  ]
  static let smooth: [Nonlinearity] = [
    .exp(scale: 0.7, rate: 0.2), .gaussian, .gaussian(scale: 1.3, rate: -0.3), .rbf(gamma: 0.3), .monomial(degree: 3),
    .hermite(degree: 4), .polynomial([0.5, -1, 0.25, 0.125]), .sigmoidLike,
  ]
  static let jumps: [Nonlinearity] = [.sign, .step, .rectifiedMonomial(degree: 0)]
}
