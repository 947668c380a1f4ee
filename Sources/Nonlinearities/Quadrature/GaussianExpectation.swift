import Glibc

/// E[f(√q z)] of a standard normal z by Gauss–Legendre panels, for functions built from φ.
///
/// Panels end at the breakpoints of φ and shrink geometrically towards x = 0, where the smooth functions of the field
/// vary on the scale 1 (tanh has poles at ±iπ/2) however large the variance is.
struct GaussianExpectation: Sendable {
  private let nonlinearity: Nonlinearity
  private let isHalved: Bool

  /// - Parameter halved: every panel cut in two, to see whether that changes anything.
  init(_ nonlinearity: Nonlinearity, halved: Bool = false) { (self.nonlinearity, isHalved) = (nonlinearity, halved) }

  /// E[φ(√q z)²]
  func secondMoment(variance: Double) -> Double {
    callAsFunction(variance: variance) {
      let value = nonlinearity($0)
      return value * value
    }
  }

  /// E[φ′(√q z)²]
  func derivativeSecondMoment(variance: Double) -> Double {
    callAsFunction(variance: variance) {
      let slope = nonlinearity.derivative($0)
      return slope * slope
    }
  }

  /// E[f(mean + √variance z)]. The tail beyond 13 standard deviations, 6e-39, is left out.
  func callAsFunction(mean: Double = 0, variance: Double, _ f: (Double) -> Double) -> Double {
    let deviation = variance.squareRoot()
    // The limit of small variances: φ′ takes both of its one-sided values with equal weight.
    if deviation == 0 { return 0.5 * (f(mean.nextUp) + f(mean.nextDown)) }
    let edges = edges(mean: mean, deviation: deviation)
    let density = 1 / (2 * Double.pi).squareRoot()
    return GaussLegendre.panel.integrate(over: edges) { z in
      density * exp(-0.5 * z * z) * f(mean + deviation * z)
    }
  }

  /// Panel edges in z: whole standard deviations, the breakpoints, and x = ±2, ±4, ±8 … and ±¾ around the origin.
  private func edges(mean: Double, deviation: Double) -> [Double] {
    let limit = 13.0
    var edges = Set(stride(from: -limit, through: limit, by: 1))
    var places = [0.0] + nonlinearity.breakpoints
    for breakpoint in [0.0] + nonlinearity.breakpoints {
      var distance = 0.75
      while distance < limit * deviation + mean.magnitude + breakpoint.magnitude, distance < 20 {
        places += [breakpoint - distance, breakpoint + distance]
        distance += 0.75 + 0.25 * distance
      }
    }
    for place in places {
      let z = (place - mean) / deviation
      if z.magnitude < limit { edges.insert(z) }
    }
    let sorted = edges.sorted()
    return isHalved ? (sorted + zip(sorted, sorted.dropFirst()).map { 0.5 * ($0 + $1) }).sorted() : sorted
  }
}

extension Nonlinearity {
  /// Where φ or φ′ is not smooth.
  var breakpoints: [Double] { definition.breakpoints }
}
