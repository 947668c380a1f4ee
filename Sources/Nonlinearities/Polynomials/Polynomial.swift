import Glibc

extension Nonlinearity {
  /// Σ cₖ xᵏ, c₀ first.
  public static func polynomial(_ coefficients: [Double]) -> Nonlinearity {
    Nonlinearity(Polynomial(coefficients: coefficients))
  }
}

/// c₀ + c₁ x + … + cₙ xⁿ.
struct Polynomial: PolynomialDefinition {
  let coefficients: [Double]

  var name: String { "polynomial" }
  var settings: NonlinearitySettings? { ["coefficients": .numbers(coefficients)] }
  /// Without zeros at the end.
  var degree: Int { max(0, coefficients.lastIndex { $0 != 0 } ?? 0) }
  /// Of a multiple of x.
  var slopes: PiecewiseLinearDual.Slopes? {
    guard degree == 1, coefficients[0] == 0 else { return nil }
    return PiecewiseLinearDual.Slopes(left: coefficients[1], right: coefficients[1])
  }

  func checkSettings() throws {
    guard !coefficients.isEmpty, coefficients.count <= PolynomialDegree.largest + 1 else {
      throw NonlinearityFailure.badSetting(
        nonlinearity: name, key: "coefficients", value: "a list of \(coefficients.count)",
        expected: "a list of 1 to \(PolynomialDegree.largest + 1) numbers, that of x^0 first")
    }
    for (power, coefficient) in coefficients.enumerated() where !coefficient.isFinite {
      throw NonlinearityFailure.badSetting(
        nonlinearity: name, key: "coefficients", value: "\(coefficient) for x^\(power)", expected: "a finite number")
    }
  }

  func value(_ x: Double) -> Double { coefficients.reversed().reduce(0) { $0 * x + $1 } }
  func slope(_ x: Double) -> Double {
    coefficients.enumerated().dropFirst().reversed().reduce(0) { $0 * x + Double($1.offset) * $1.element }
  }

  var isOdd: Bool { stride(from: 0, to: coefficients.count, by: 2).allSatisfy { coefficients[$0] == 0 } }

  func hermite(_ variance: Double, derivative order: Int) -> [Double] {
    Powers.hermite(Array(coefficients.prefix(degree + 1)), variance: variance, derivative: order)
  }
}

/// Sums of powers in Hermite polynomials of unit norm.
enum Powers {
  /// The coefficients of the derivative of Σ cₖ xᵏ at x = √q z, as many as the cₖ: with m = n + 2j,
  ///
  ///     xᵐ = q^{m/2} zᵐ,    zᵐ = Σ_j m!/(2ʲ j! √n!) hₙ(z).
  static func hermite(_ coefficients: [Double], variance: Double, derivative order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: coefficients.count)
    let deviation = variance.squareRoot()
    for (power, coefficient) in coefficients.enumerated() where coefficient != 0 && power >= order {
      let m = power - order
      var factor = coefficient * pow(deviation, Double(m))
      for k in 0..<order { factor *= Double(power - k) }
      // m!/√n! of n = m, then of every second n below: times n(n − 1)/(2j √(n(n − 1))).
      for k in stride(from: 1, through: m, by: 1) { factor *= Double(k).squareRoot() }
      var (n, j) = (m, 1)
      while n >= 0 {
        result[n] += factor
        factor *= (Double(n) * Double(n - 1)).squareRoot() / Double(2 * j)
        (n, j) = (n - 2, j + 1)
      }
    }
    return result
  }
}
