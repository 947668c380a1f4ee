import Glibc

/// Gauss–Legendre quadrature on [−1, 1].
struct GaussLegendre: Sendable {
  let nodes: [Double]
  let weights: [Double]

  /// 20 nodes a panel: exact for polynomials up to degree 39.
  static let panel = GaussLegendre(count: 20)

  /// Newton's method on the Legendre polynomial from the asymptotic guess, accurate to one unit in the last place.
  init(count: Int) {
    var (nodes, weights) = (Array(repeating: 0.0, count: count), Array(repeating: 0.0, count: count))
    for i in 0..<count {
      var x = cos(.pi * (Double(i) + 0.75) / (Double(count) + 0.5))
      var slope = 1.0
      for _ in 0..<8 {
        var (p, previous) = (1.0, 0.0)
        for n in 1...count {
          (p, previous) = ((Double(2 * n - 1) * x * p - Double(n - 1) * previous) / Double(n), p)
        }
        slope = Double(count) * (x * p - previous) / (x * x - 1)
        x -= p / slope
      }
      nodes[i] = x
      weights[i] = 2 / ((1 - x * x) * slope * slope)
    }
    (self.nodes, self.weights) = (nodes, weights)
  }

  /// ∫ f over consecutive panels between the given ascending edges.
  func integrate(over edges: [Double], _ f: (Double) -> Double) -> Double {
    var total = 0.0
    for (left, right) in zip(edges, edges.dropFirst()) {
      let (middle, half) = (0.5 * (left + right), 0.5 * (right - left))
      var sum = 0.0
      for (x, w) in zip(nodes, weights) { sum += w * f(middle + half * x) }
      total += half * sum
    }
    return total
  }
}
