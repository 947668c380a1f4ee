/// The second derivatives of a mean against two covariances, each with the statistics that it multiplies: worked out
/// once.
struct MeanPlan: Sendable {
  struct Term {
    let first, second: Responses.Target
    let covariance: (cumulant: Cumulant, slots: [Int])
    /// The probe between a and b may join any slot of the one with any of the other.
    let probed: [(cumulant: Cumulant, slots: [Int])]
  }

  static let terms: [Term] = Responses.Target.allCases.flatMap { first in
    Responses.Target.allCases.map { second in
      let vertices = first.slots + second.slots
      func slots(_ edges: [Edge]) -> (cumulant: Cumulant, slots: [Int]) {
        let (cumulant, slots) = Cumulant.named(edges)
        return (cumulant, slots.map { vertices[$0] })
      }
      let ends = (0..<4).filter { vertices[$0] == 1 }
      let probes = (0..<4).filter { vertices[$0] == 0 }.flatMap { start in ends.map { [Edge(start, $0)] } }
      return Term(first: first, second: second, covariance: slots([]), probed: probes.map(slots))
    }
  }
}

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
