import Glibc

/// Integrals of 1, z and z² over an interval, with the density of a standard normal z.
struct NormalCell {
  let mass, first, second: Double

  init(_ low: Double, _ high: Double) {
    let half = 0.5.squareRoot()
    // From the nearer tail, so that what lies far out keeps its digits.
    if low > 0 {
      mass = 0.5 * (erfc(low * half) - erfc(high * half))
    } else if high < 0 {
      mass = 0.5 * (erfc(-high * half) - erfc(-low * half))
    } else {
      mass = 0.5 * (erf(high * half) - erf(low * half))
    }
    let densities = (Self.density(low), Self.density(high))
    first = densities.0 - densities.1
    second =
      mass + (low.isFinite ? low * densities.0 : 0) - (high.isFinite ? high * densities.1 : 0)
  }

  static func density(_ z: Double) -> Double { exp(-0.5 * z * z) / (2 * Double.pi).squareRoot() }

  /// ∫ (a + b z)² of the interval.
  func square(_ a: Double, _ b: Double) -> Double {
    // Far out a² may overflow where nothing is left.
    mass > 0 ? a * a * mass + 2 * a * b * first + b * b * second : 0
  }
}
