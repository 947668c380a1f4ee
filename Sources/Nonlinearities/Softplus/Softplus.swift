import Glibc

extension Nonlinearity {
  /// log(1 + eˣ)
  public static let softplus = Nonlinearity(Softplus())
}

/// log(1 + eˣ), without overflow.
struct Softplus: NumericalDefinition {
  let numerics = Numerics()
  var loops: any NonlinearityLoops { SoftplusLoops() }
  var higherDerivatives: (any DerivativeForm)? { SoftplusDerivatives() }
  var name: String { "softplus" }
  func value(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }
  func slope(_ x: Double) -> Double { Sigmoid.value(x) }
}
