import Glibc

extension Nonlinearity {
  /// The Hermite polynomial of this degree, of unit norm: Heₙ(x)/√n!.
  public static func hermite(degree: Int) -> Nonlinearity { Nonlinearity(Hermite(givenDegree: Double(degree))) }
}

/// hₙ(x) = Heₙ(x)/√n! (the probabilists' polynomial), whose square has mean 1 under the standard normal distribution.
/// At q = 1, T = cⁿ; at any other
///
///     hₙ(√q z) = Σ_j √(n!/m!) q^{m/2} ((q − 1)/2)ʲ/j! hₘ(z),    m = n − 2j,
///
/// a term each: nothing cancels.
struct Hermite: PolynomialDefinition {
  /// n as it was given, which `checkSettings` holds to the whole numbers.
  let givenDegree: Double

  var name: String { "hermite" }
  var settings: NonlinearitySettings? { ["degree": .number(givenDegree)] }
  func checkSettings() throws { try PolynomialDegree.check(givenDegree, of: self) }

  var degree: Int { PolynomialDegree.bounded(givenDegree) }
  var isOdd: Bool { degree % 2 == 1 }
  var slopes: PiecewiseLinearDual.Slopes? { degree == 1 ? .init(left: 1, right: 1) : nil }

  func value(_ x: Double) -> Double { Self.value(x, degree) }
  /// hₙ′ = √n hₙ₋₁
  func slope(_ x: Double) -> Double { degree == 0 ? 0 : givenDegree.squareRoot() * Self.value(x, degree - 1) }

  /// hₖ₊₁ = (x hₖ − √k hₖ₋₁)/√(k + 1)
  private static func value(_ x: Double, _ degree: Int) -> Double {
    var (previous, current) = (0.0, 1.0)
    for k in 0..<degree {
      (previous, current) = (
        current, (x * current - Double(k).squareRoot() * previous) / Double(k + 1).squareRoot()
      )
    }
    return current
  }

  func hermite(_ variance: Double, derivative order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: degree + 1)
    guard order <= degree else { return result }
    let (deviation, shift) = (variance.squareRoot(), 0.5 * (variance - 1))
    var factor = 1.0
    for k in 0..<order { factor *= Double(degree - k).squareRoot() }
    var (m, j) = (degree - order, 0)
    while m >= 0 {
      result[m] = factor * pow(deviation, Double(m))
      j += 1
      factor *= (Double(m) * Double(m - 1)).squareRoot() * shift / Double(j)
      m -= 2
    }
    return result
  }
}
