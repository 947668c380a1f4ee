extension LayerStatistics {
  /// n (E[K′] − K′) and n (E[Θ′] − Θ′) of the next layer for inputs a and b: what follows this layer's corrections, and
  /// half of the second derivatives against this layer's (co)variances.
  func meanCorrections(
    _ a: Int, _ b: Int, _ weights: DenseLayers.Weights, _ moments: PairMoments, _ responses: Responses
  ) -> (kernel: Double, tangent: Double) {
    let m = inputs
    let vertices = [a, b]
    let (variance, rate, theta) = (weights.weightVariance, weights.weightRate, tangent[a * m + b])
    var (kernel, tangent) = (0.0, 0.0)
    for target in Responses.Target.allCases {
      let place = vertices[target.slots[0]] * m + vertices[target.slots[1]]
      kernel += responses.coefficients[Responses.place(target, usesProbe: false)] * kernelCorrection[place]
      tangent += responses.coefficients[Responses.place(target, usesProbe: true)] * kernelCorrection[place]
    }
    tangent += responses.coefficients[Responses.place(.pair, usesProbe: false)] * tangentCorrection[a * m + b]
    for first in Responses.Target.allCases {
      for second in Responses.Target.allCases {
        let slots = first.slots + second.slots
        let inputs = slots.map { vertices[$0] }
        let (j, k) = (first.orders[0] + second.orders[0], first.orders[1] + second.orders[1])
        let factor = 0.5 * first.factor * second.factor
        let curvature = factor * variance * moments[j, k]
        let probed = factor * (rate * moments[j, k] + variance * theta * moments[j + 1, k + 1])
        let covariance = value([], inputs)
        kernel += curvature * covariance
        tangent += probed * covariance
        // The probe between a and b may instead join any slot of the one with any of the other.
        for i in 0..<4 where slots[i] == 0 {
          for l in 0..<4 where slots[l] == 1 { tangent += curvature * value([Edge(i, l)], inputs) }
        }
      }
    }
    return (kernel, tangent)
  }

  /// A statistic of this layer by its probes.
  private func value(_ edges: [Edge], _ inputs: [Int]) -> Double {
    guard let (cumulant, slots) = Cumulant.named(edges), let tensor = cumulants[cumulant] else { return 0 }
    return tensor[inputs[slots[0]], inputs[slots[1]], inputs[slots[2]], inputs[slots[3]]]
  }
}
