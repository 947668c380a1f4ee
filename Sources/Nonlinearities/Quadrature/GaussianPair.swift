import Glibc

/// Two jointly normal numbers u, v of mean 0 with variances q₁, q₂ and correlation 1 − ε.
struct GaussianPair {
  private let deviation1: Double
  /// E[v | z₁] = slope · z₁ where u = deviation1 · z₁.
  private let slope: Double
  /// The standard deviation of v given u.
  private let spread: Double
  /// The tail beyond 9 standard deviations, 2e-19, is left out.
  private static let limit = 9.0

  init(_ q1: Double, _ q2: Double, separation: Double) {
    deviation1 = q1.squareRoot()
    slope = q2.squareRoot() * (1 - separation)
    spread = (q2 * max(0, separation * (2 - separation))).squareRoot()
  }

  /// E[f(u)(v)] for an f that is smooth except where u or v is a breakpoint of `nonlinearity`. A u meets some hundred
  /// v, so that what is of u alone is computed once for them.
  func expectation(_ nonlinearity: Nonlinearity, _ f: (Double) -> (Double) -> Double) -> Double {
    let breakpoints = nonlinearity.breakpoints
    // u varies on the scale 1 at the origin, and near a breakpoint on the scale over which v given u blurs it.
    var outer: [(place: Double, scale: Double)] = []
    for (place, scale) in [(0, 0.75)] + breakpoints.map({ ($0, min(0.75, spread)) }) {
      if deviation1 > 0 { outer.append((place / deviation1, scale / deviation1)) }
      if slope != 0 { outer.append((place / slope, scale / slope.magnitude)) }
    }
    let density = 1 / (2 * Double.pi)
    return GaussLegendre.panel.integrate(over: Self.edges(outer)) { z1 in
      let (u, mean) = (deviation1 * z1, slope * z1)
      let weight = density * exp(-0.5 * z1 * z1)
      let own = f(u)
      if spread == 0 {
        // c = ±1: both one-sided limits, should a breakpoint be met exactly.
        return weight * (2 * Double.pi).squareRoot() * own(mean)
      }
      var inner = [(-mean / spread, 0.75 / spread)]
      for breakpoint in breakpoints { inner.append(((breakpoint - mean) / spread, 0.75 / spread)) }
      return weight
        * GaussLegendre.panel.integrate(over: Self.edges(inner)) { z2 in
          exp(-0.5 * z2 * z2) * own(mean + spread * z2)
        }
    }
  }

  /// Whole standard deviations, the given places, and distances scale · 2ᵏ from them.
  private static func edges(_ centres: [(place: Double, scale: Double)]) -> [Double] {
    var edges = Array(stride(from: -limit, through: limit, by: 1))
    for (place, scale) in centres {
      if place.magnitude < limit { edges.append(place) }
      // A centre far outside bends nothing inside.
      if place.magnitude > 2 * limit || scale <= 0 { continue }
      var distance = max(scale, 1e-9)
      while distance < 1 {
        for edge in [place - distance, place + distance] where edge.magnitude < limit { edges.append(edge) }
        distance *= 2
      }
    }
    edges.sort()
    return edges
  }
}
