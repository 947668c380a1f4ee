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
    // Behind the first layer nothing varies yet.
    if cumulants.isEmpty { return (kernel, tangent) }
    for term in MeanPlan.terms {
      let (first, second) = (term.first, term.second)
      let (j, k) = (first.orders[0] + second.orders[0], first.orders[1] + second.orders[1])
      let factor = 0.5 * first.factor * second.factor
      let curvature = factor * variance * moments[j, k]
      let probed = factor * (rate * moments[j, k] + variance * theta * moments[j + 1, k + 1])
      let covariance = value(term.covariance, vertices)
      kernel += curvature * covariance
      tangent += probed * covariance
      for one in term.probed { tangent += curvature * value(one, vertices) }
    }
    return (kernel, tangent)
  }

  private func value(_ one: (cumulant: Cumulant, slots: [Int]), _ vertices: [Int]) -> Double {
    guard let tensor = cumulants[one.cumulant] else { return 0 }
    let x = one.slots.map { vertices[$0] }
    return tensor[unchecked: x[0], x[1], x[2], x[3]]
  }
}
