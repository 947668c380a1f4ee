import Glibc

extension Nonlinearity {
  /// e^{−x²}
  public static let gaussian = Nonlinearity(Gaussian())
}

/// e^{−x²}
struct Gaussian: NumericalDefinition {
  let numerics = Numerics()
  var loops: any NonlinearityLoops { GaussianLoops() }
  var higherDerivatives: (any DerivativeForm)? { GaussianDerivatives() }
  var name: String { "gaussian" }
  func value(_ x: Double) -> Double { exp(-x * x) }
  func slope(_ x: Double) -> Double { -2 * x * exp(-x * x) }
}
