import Nonlinearities

/// E[φ⁽ⁱ⁾ φ⁽ʲ⁾ φ⁽ᵏ⁾ φ⁽ˡ⁾] of four centred normal variables, i, j, k, l = 0…3.
struct QuadrupleMoments: Sendable {
  private let elements: [Double]

  /// - Parameter covariance: [4, 4], row by row.
  /// - Complexity: the points of three grids (`NormalGrid.of`): 25³ where no deviation is above 0.6, and (40 s)³ for a
  ///   large deviation s that all three have.
  init(_ derivatives: HigherDerivatives, _ covariance: [Double], isFine: Bool) {
    let factor = SmallFactor(covariance, order: 4)
    let grids = factor.grids(isFine: isFine)
    let count = grids.dropLast().reduce(1) { $0 * $1.nodes.count }
    let largest = (0..<3).reduce(0) { $0 + abs(factor[3, $1]) * (grids[$1].nodes.last ?? 0) }
    let smoothed = SmoothedDerivatives(
      derivatives, deviation: factor[3, 3], grid: grids[3], largest: largest, count: count)
    let inner = grids[2].nodes
    var (places, means) = ([Double](repeating: 0, count: inner.count), [Double](repeating: 0, count: inner.count))
    var thirds = [SIMD4<Double>](repeating: .zero, count: inner.count)
    var ones = thirds
    var whole = [SIMD4<Double>](repeating: .zero, count: 64)
    for (u, p) in zip(grids[0].nodes, grids[0].weights) {
      let first = p * derivatives.upToThird(factor[0, 0] * u)
      var three = [SIMD4<Double>](repeating: .zero, count: 16)
      for (v, q) in zip(grids[1].nodes, grids[1].weights) {
        let second = q * derivatives.upToThird(factor[1, 0] * u + factor[1, 1] * v)
        var two = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
        for (k, w) in inner.enumerated() {
          places[k] = factor[2, 0] * u + factor[2, 1] * v + factor[2, 2] * w
          means[k] = factor[3, 0] * u + factor[3, 1] * v + factor[3, 2] * w
        }
        derivatives.upToThird(places, into: &thirds)
        smoothed(means, into: &ones)
        for (k, r) in grids[2].weights.enumerated() {
          let (third, one) = (r * thirds[k], ones[k])
          two.0 += third[0] * one
          two.1 += third[1] * one
          two.2 += third[2] * one
          two.3 += third[3] * one
        }
        for j in 0..<4 {
          three[4 * j] += second[j] * two.0
          three[4 * j + 1] += second[j] * two.1
          three[4 * j + 2] += second[j] * two.2
          three[4 * j + 3] += second[j] * two.3
        }
      }
      for i in 0..<4 { for rest in 0..<16 { whole[16 * i + rest] += first[i] * three[rest] } }
    }
    elements = whole.flatMap { [$0[0], $0[1], $0[2], $0[3]] }
  }

  subscript(i: Int, j: Int, k: Int, l: Int) -> Double { elements[((i * 4 + j) * 4 + k) * 4 + l] }
}
