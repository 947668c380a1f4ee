import Glibc

extension Nonlinearity {
  /// 1/(1 + e⁻ˣ)
  public static let sigmoid = Nonlinearity(Sigmoid())
}

/// The logistic function 1/(1 + e⁻ˣ) = ½ + ½ tanh(x/2).
struct Sigmoid: NumericalDefinition {
  let numerics = Numerics()
  var loops: any NonlinearityLoops { SigmoidLoops() }
  var higherDerivatives: (any DerivativeForm)? { SigmoidDerivatives() }
  var name: String { "sigmoid" }

  /// Without overflow, and with the relative precision of its left tail.
  static func value(_ x: Double) -> Double { x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)) }

  func value(_ x: Double) -> Double { Self.value(x) }
  func slope(_ x: Double) -> Double {
    let e = exp(-x.magnitude)
    return e / ((1 + e) * (1 + e))
  }
}
