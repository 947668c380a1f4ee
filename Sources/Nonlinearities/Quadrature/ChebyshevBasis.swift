import Glibc

/// Lagrange's basis polynomials at the Chebyshev points of the first kind in [−1, 1].
struct ChebyshevBasis: Sendable {
  let points: [Double]
  /// (−1)ᵏ sin((k + ½)π/m): the weights of the barycentric formula.
  private let factors: [Double]

  init(count: Int) {
    let angles = (0..<count).map { Double.pi * (Double($0) + 0.5) / Double(count) }
    points = angles.map { cos($0) }
    factors = angles.enumerated().map { ($0 % 2 == 0 ? 1 : -1) * sin($1) }
  }

  /// The value at t of the basis polynomial of every point.
  func weights(at t: Double) -> [Double] {
    if let hit = points.firstIndex(of: t) { return points.indices.map { $0 == hit ? 1 : 0 } }
    let terms = points.indices.map { factors[$0] / (t - points[$0]) }
    let sum = terms.reduce(0, +)
    return terms.map { $0 / sum }
  }
}
