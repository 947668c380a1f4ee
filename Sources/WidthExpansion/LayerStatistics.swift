import Platform

/// Covariances and statistics of the units of one layer, for m inputs: [m, m] and [m, m, m, m].
struct LayerStatistics: Sendable {
  let inputs: Int
  /// K and Θ of infinite width.
  var kernel, tangent: [Double]
  /// n (E[K] − K) and n (E[Θ] − Θ) to leading order.
  var kernelCorrection, tangentCorrection: [Double]
  var cumulants: [Cumulant: FourPoint]

  private static let plans = Cumulant.allCases.map { ($0, CumulantPlan($0)) }

  /// Behind the first dense layer, where nothing varies yet.
  ///
  /// - Parameter products: x·x′/d.
  init(products: [Double], inputs m: Int, _ weights: DenseLayers.Weights) {
    inputs = m
    kernel = products.map { weights.biasVariance + weights.weightVariance * $0 }
    tangent = products.map { weights.biasRate + weights.weightRate * $0 }
    (kernelCorrection, tangentCorrection) = (products.map { _ in 0 }, products.map { _ in 0 })
    cumulants = [:]
  }

  /// Behind one more activation and dense layer.
  /// - Parameter isFine: whether the expectations' grids are those that errors are measured by.
  func next(_ layer: DenseLayers.Hidden, isFine: Bool, threads: Int) throws -> LayerStatistics {
    let (m, weights) = (inputs, layer.weights)
    let lower = try Parallel.map(count: m * (m + 1) / 2, threads: threads) { number in
      let (a, b) = Self.pair(number)
      return PairMoments(
        layer.derivatives, kernel[a * (m + 1)], kernel[a * m + b], kernel[b * (m + 1)], isFine: isFine)
    }
    let moments = (0..<m * m).map { place in
      let (a, b) = (place / m, place % m)
      return a >= b ? lower[a * (a + 1) / 2 + b] : lower[b * (b + 1) / 2 + a].transposed
    }
    let responses = moments.indices.map { Responses(moments[$0], weights, tangent: tangent[$0]) }
    let quadruples = try AllQuadruples(
      layer.derivatives, kernel: kernel, inputs: m, isFine: isFine, threads: threads)
    let parts = try Parallel.map(count: m, threads: threads) { a in
      Self.plans.map { part(of: $1, first: a, weights, moments, responses, quadruples) }
    }
    var result = self
    for (number, (cumulant, _)) in Self.plans.enumerated() {
      var tensor = FourPoint(inputs: m)
      tensor.elements = parts.flatMap { $0[number] }
      result.cumulants[cumulant] = tensor
    }
    for place in 0..<m * m {
      let (a, b) = (place / m, place % m)
      let mean = meanCorrections(a, b, weights, moments[place], responses[place])
      (result.kernelCorrection[place], result.tangentCorrection[place]) = mean
      result.kernel[place] = weights.biasVariance + weights.weightVariance * moments[place][0, 0]
      result.tangent[place] =
        weights.biasRate + weights.weightRate * moments[place][0, 0]
        + weights.weightVariance * moments[place][1, 1] * tangent[place]
    }
    return result
  }

  /// The pairs (a, b), b ≤ a, in turn.
  private static func pair(_ number: Int) -> (Int, Int) {
    var a = 0
    while (a + 1) * (a + 2) / 2 <= number { a += 1 }
    return (a, number - a * (a + 1) / 2)
  }

  /// The entries [a, ·, ·, ·] of a statistic of the next layer.
  private func part(
    of plan: CumulantPlan, first a: Int, _ weights: DenseLayers.Weights, _ moments: [PairMoments],
    _ responses: [Responses], _ quadruples: AllQuadruples
  ) -> [Double] {
    let m = inputs
    let sources = plan.sources.map { source in
      (
        source,
        source.rated == 0
          ? weights.weightVariance * weights.weightVariance
          : source.rated == 1 ? weights.weightRate * weights.weightVariance : weights.weightRate * weights.weightRate
      )
    }
    let transports = plan.transports.compactMap { one in cumulants[one.cumulant].map { (one, $0) } }
    var result: [Double] = []
    result.reserveCapacity(m * m * m)
    for b in 0..<m {
      let left = responses[a * m + b].coefficients
      for c in 0..<m {
        for d in 0..<m {
          let x = SIMD4(a, b, c, d)
          var sum = 0.0
          for (source, factor) in sources {
            var value = quadruples(x, source.orders)
            if source.isConnected {
              value -=
                moments[a * m + b][source.orders[0], source.orders[1]]
                * moments[c * m + d][source.orders[2], source.orders[3]]
            }
            sum += source.tangents.reduce(factor * value) { $0 * tangent[x[$1.first] * m + x[$1.second]] }
          }
          let right = responses[c * m + d].coefficients
          for (one, tensor) in transports {
            let s = one.slots
            sum += left[one.first] * right[one.second] * tensor[unchecked: x[s[0]], x[s[1]], x[s[2]], x[s[3]]]
          }
          result.append(sum)
        }
      }
    }
    return result
  }
}
