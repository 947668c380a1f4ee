import Nonlinearities

/// E[φ⁽ʲ⁾(u) φ⁽ᵏ⁾(v)] of a centred normal pair, j, k = 0…5.
struct PairMoments: Sendable {
  static let orders = 6
  private let elements: [Double]

  /// - Complexity: 169² values of φ and its derivatives, more beyond variances of 9.
  init(
    _ derivatives: HigherDerivatives, _ first: Double, _ covariance: Double, _ second: Double, isFine: Bool
  ) {
    let factor = SmallFactor([first, covariance, covariance, second], order: 2)
    let grids = factor.grids(isFine: isFine)
    var sums = Array(repeating: SIMD8<Double>.zero, count: Self.orders)
    let nodes = grids[1].nodes
    var places = [Double](repeating: 0, count: nodes.count)
    var values = [SIMD8<Double>](repeating: .zero, count: nodes.count)
    for (u, weight) in zip(grids[0].nodes, grids[0].weights) {
      var inner = SIMD8<Double>.zero
      for (k, v) in nodes.enumerated() { places[k] = factor[1, 0] * u + factor[1, 1] * v }
      derivatives.upToFifth(places, into: &values)
      for (k, other) in grids[1].weights.enumerated() { inner += other * values[k] }
      let outer = derivatives.upToFifth(factor[0, 0] * u)
      for j in 0..<Self.orders { sums[j] += weight * outer[j] * inner }
    }
    elements = sums.flatMap { sum in (0..<Self.orders).map { sum[$0] } }
  }

  private init(elements: [Double]) { self.elements = elements }

  /// Of the pair the other way round.
  var transposed: PairMoments {
    let n = Self.orders
    return PairMoments(elements: (0..<n * n).map { elements[$0 % n * n + $0 / n] })
  }

  subscript(j: Int, k: Int) -> Double { elements[j * Self.orders + k] }
}
