import Foundation

/// What outputs of an infinitely wide network are distributed like, symmetric around 0, in units of its scale.
enum OutputLaw: Sendable, Equatable {
  case normal
  case student(degreesOfFreedom: Int)
  case stable(StableLaw)

  /// P(X ≤ x)
  func distribution(_ x: Double) -> Double {
    switch self {
    case .normal: 0.5 * erfc(-x / 2.0.squareRoot())
    case .student(let nu): Self.student(x, nu)
    case .stable(let law): law.distribution(x)
    }
  }

  /// P(|X| > x) of x > 0
  func tail(_ x: Double) -> Double { 2 * distribution(-x) }

  /// The m with P(|X| > m) = 1/2, by halving.
  var medianSize: Double {
    var (lower, upper) = (0.0, 8.0)
    for _ in 0..<60 {
      let middle = 0.5 * (lower + upper)
      if tail(middle) > 0.5 { lower = middle } else { upper = middle }
    }
    return 0.5 * (lower + upper)
  }

  /// Abramowitz and Stegun 26.7.3 and 26.7.4, with θ = arctan(x/√ν).
  private static func student(_ x: Double, _ nu: Int) -> Double {
    let theta = atan(x / Double(nu).squareRoot())
    let square = cos(theta) * cos(theta)
    // P(|X| < x) is the sum of cosine powers times sin θ, beside 2θ/π for odd ν.
    var (sum, term) = (0.0, nu % 2 == 0 ? 1 : cos(theta))
    for k in stride(from: nu % 2 == 0 ? 2 : 3, through: nu, by: 2) {
      sum += term
      term *= square * Double(k - 1) / Double(k)
    }
    let inside = nu % 2 == 0 ? sin(theta) * sum : 2 / Double.pi * (theta + sin(theta) * sum)
    return 0.5 + 0.5 * inside
  }
}
