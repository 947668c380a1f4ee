import Nonlinearities

/// E[φ⁽ᵏ⁾(μ + s x)] of a standard normal x, k = 0…3, as a function of μ: sums over the grid of x, or where many μ are
/// asked for, interpolation between such sums.
struct SmoothedDerivatives {
  private let derivatives: HigherDerivatives
  private let deviation: Double
  private let grid: NormalGrid
  /// At multiples of `step` from `−reach`.
  private let table: [SIMD4<Double>]
  private let reach: Double

  /// Polynomials of the fifth degree through six neighbours are off by 1e-8 for φ‴ of tanh without any smoothing.
  private static let (step, margin) = (0.025, 4)

  /// - Parameters:
  ///   - largest: of all |μ|.
  ///   - count: how many will be asked for.
  init(_ derivatives: HigherDerivatives, deviation: Double, grid: NormalGrid, largest: Double, count: Int) {
    (self.derivatives, self.deviation, self.grid) = (derivatives, deviation, grid)
    let half = Int(largest / Self.step) + Self.margin
    reach = Double(half) * Self.step
    guard grid.nodes.count > 1 && count > 4 * half else {
      table = []
      return
    }
    let means = (-half...half).map { Double($0) * Self.step }
    var sums = [SIMD4<Double>](repeating: .zero, count: means.count)
    Self.sum(derivatives, deviation, grid, means, &sums)
    table = sums
  }

  /// At each of the means.
  /// - Parameter target: as many numbers as there are means.
  func callAsFunction(_ means: [Double], into target: inout [SIMD4<Double>]) {
    if table.isEmpty {
      Self.sum(derivatives, deviation, grid, means, &target)
    } else {
      for (k, mean) in means.enumerated() { target[k] = interpolated(mean) }
    }
  }

  @inline(__always)
  private func interpolated(_ mean: Double) -> SIMD4<Double> {
    let place = (mean + reach) / Self.step
    let left = Int(place)
    let t = place - Double(left)
    // Lagrange's weights of the nodes −2…3 around t in [0, 1).
    let (a, b, c, d, e) = (t + 2, t + 1, t - 1, t - 2, t - 3)
    let (ab, cd) = (a * b, c * d)
    return table.withUnsafeBufferPointer { table in
      let outer = -b * t * cd * e / 120 * table[left - 2] + a * b * t * cd / 120 * table[left + 3]
      let middle = a * t * cd * e / 24 * table[left - 1] - ab * t * c * e / 24 * table[left + 2]
      return outer + middle - ab * cd * e / 12 * table[left] + ab * t * d * e / 12 * table[left + 1]
    }
  }

  private static func sum(
    _ derivatives: HigherDerivatives, _ deviation: Double, _ grid: NormalGrid, _ means: [Double],
    _ target: inout [SIMD4<Double>]
  ) {
    var places = means
    var values = [SIMD4<Double>](repeating: .zero, count: means.count)
    for k in means.indices { target[k] = .zero }
    for (x, weight) in zip(grid.nodes, grid.weights) {
      for (k, mean) in means.enumerated() { places[k] = mean + deviation * x }
      derivatives.upToThird(places, into: &values)
      for k in means.indices { target[k] += weight * values[k] }
    }
  }
}
