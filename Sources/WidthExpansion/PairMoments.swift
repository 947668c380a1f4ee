import Nonlinearities

/// E[φ⁽ʲ⁾(u) φ⁽ᵏ⁾(v)] of a centred normal pair, j, k = 0…5.
struct PairMoments: Sendable {
  static let orders = 6
  private let elements: [Double]

  /// - Complexity: 113² pairs of values.
  init(_ derivatives: HigherDerivatives, _ first: Double, _ covariance: Double, _ second: Double) {
    let factor = SmallFactor([first, covariance, covariance, second], order: 2)
    let grids = factor.grids
    var sums = Array(repeating: SIMD8<Double>.zero, count: Self.orders)
    for (u, weight) in zip(grids[0].nodes, grids[0].weights) {
      var inner = SIMD8<Double>.zero
      for (v, other) in zip(grids[1].nodes, grids[1].weights) {
        inner += other * derivatives.upToFifth(factor[1, 0] * u + factor[1, 1] * v)
      }
      let outer = derivatives.upToFifth(factor[0, 0] * u)
      for j in 0..<Self.orders { sums[j] += weight * outer[j] * inner }
    }
    elements = sums.flatMap { sum in (0..<Self.orders).map { sum[$0] } }
  }

  subscript(j: Int, k: Int) -> Double { elements[j * Self.orders + k] }
}
