import Glibc

extension Nonlinearity {
  /// xⁿ
  public static func monomial(degree: Int) -> Nonlinearity { Nonlinearity(Monomial(givenDegree: Double(degree))) }
}

/// xⁿ: homogeneous, so that variances drop out of ρ; T(q) = (2n − 1)!! qⁿ.
struct Monomial: PolynomialDefinition {
  /// n as it was given, which `checkSettings` holds to the whole numbers.
  let givenDegree: Double

  var name: String { "monomial" }
  var settings: NonlinearitySettings? { ["degree": .number(givenDegree)] }
  func checkSettings() throws { try PolynomialDegree.check(givenDegree, of: self) }

  var degree: Int { PolynomialDegree.bounded(givenDegree) }
  var isOdd: Bool { degree % 2 == 1 }
  var slopes: PiecewiseLinearDual.Slopes? { degree == 1 ? .init(left: 1, right: 1) : nil }

  func value(_ x: Double) -> Double { pow(x, givenDegree) }
  func slope(_ x: Double) -> Double { degree == 0 ? 0 : givenDegree * pow(x, givenDegree - 1) }

  func hermite(_ variance: Double, derivative order: Int) -> [Double] {
    Powers.hermite(
      (0...degree).map { $0 == degree ? 1 : 0 }, variance: variance, derivative: order)
  }
}
