import Glibc

extension Nonlinearity {
  /// x/(1 + e⁻ˣ), also called SiLU.
  public static let swish = Nonlinearity(Swish())
}

/// x/(1 + e⁻ˣ) (Ramachandran et al. 2017).
struct Swish: NumericalDefinition {
  let numerics = Numerics()
  var loops: any NonlinearityLoops { SwishLoops() }
  var higherDerivatives: (any DerivativeForm)? { SwishDerivatives() }
  var name: String { "swish" }
  func value(_ x: Double) -> Double { x * Sigmoid.value(x) }
  func slope(_ x: Double) -> Double {
    let e = exp(-x.magnitude)
    return Sigmoid.value(x) + x * e / ((1 + e) * (1 + e))
  }
}
