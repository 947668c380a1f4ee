import Glibc

extension Nonlinearity {
  /// e^{−x²} sin x
  public static let gabor = Nonlinearity(Gabor())
}

/// e^{−x²} sin x. Entire, so that its Hermite series are short.
struct Gabor: NumericalDefinition {
  let numerics = Numerics()
  var name: String { "gabor" }
  func value(_ x: Double) -> Double { exp(-x * x) * sin(x) }
  func slope(_ x: Double) -> Double { exp(-x * x) * (cos(x) - 2 * x * sin(x)) }
  var isOdd: Bool { true }
}
