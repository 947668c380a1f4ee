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
