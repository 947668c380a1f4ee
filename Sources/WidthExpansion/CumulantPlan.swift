/// How a statistic of the next layer follows from those of this one, worked out once from its graph.
///
/// Given the covariances of a layer, its units are independent, and those of the next layer are means over them: so the
/// covariance of two means is that of one unit's contributions (the source), and the covariance of what the means
/// follow (the transport), with `Responses` on both sides. In the expansion each probe has to end in two slots.
struct CumulantPlan: Sendable {
  /// λ^rated σ_w^{2(2−rated)} Π Θ ⟨φ⁽ᵒʳᵈᵉʳˢ⁾…⟩, less the product of both pairs' means where no probe joins them.
  struct Source {
    let rated: Int
    /// Pairs of slots whose Θ is a factor.
    let tangents: [Edge]
    let orders: SIMD4<Int>
    let isConnected: Bool
  }

  /// A response of each pair times a statistic of this layer, of the slots that `slots` tells.
  struct Transport {
    let first, second: Int
    let cumulant: Cumulant
    let slots: SIMD4<Int>
  }

  let sources: [Source]
  let transports: [Transport]

  init(_ cumulant: Cumulant) {
    let edges = cumulant.edges
    let cross = edges.filter { !$0.isInternal }
    sources = Self.subsets(of: edges.filter(\.isInternal)).map { rated in
      let rest = edges.filter { !rated.contains($0) }
      var orders = SIMD4<Int>.zero
      for slot in 0..<4 { orders[slot] = rest.count { $0.touches(slot) } }
      return Source(rated: rated.count, tangents: rest, orders: orders, isConnected: cross.isEmpty)
    }
    var transports: [Transport] = []
    let sides = [0, 2].map { Self.sides(joined: edges.contains(Edge($0, $0 + 1))) }
    for first in sides[0] {
      for second in sides[1] {
        let slots = first.target.slots + second.target.slots.map { $0 + 2 }
        let kept =
          (first.keepsProbe ? [Edge(0, 1)] : []) + (second.keepsProbe ? [Edge(2, 3)] : [])
        for placed in Self.placements(of: cross, on: slots) {
          let found = Cumulant.named(kept + placed)
          var sources = SIMD4<Int>.zero
          for slot in 0..<4 { sources[slot] = slots[found.slots[slot]] }
          transports.append(
            Transport(first: first.place, second: second.place, cumulant: found.cumulant, slots: sources))
        }
      }
    }
    self.transports = transports
  }

  /// What one pair can answer to, and what becomes of the probe that joins it, if there is one.
  private static func sides(joined: Bool) -> [(place: Int, target: Responses.Target, keepsProbe: Bool)] {
    let unused = Responses.Target.allCases.map { (Responses.place($0, usesProbe: false), $0, false) }
    if !joined { return unused }
    let used = Responses.Target.allCases.map { (Responses.place($0, usesProbe: true), $0, false) }
    // Not used up, it needs both of its slots.
    return used + [(Responses.place(.pair, usesProbe: false), .pair, true)]
  }

  /// All ways to put the ends of the edges on slots that are what those ends were.
  static func placements(of edges: [Edge], on slots: [Int]) -> [[Edge]] {
    edges.reduce([[]]) { found, edge in
      let choices = slots.indices.flatMap { i in
        slots.indices.filter { i / 2 != $0 / 2 && slots[i] == edge.first && slots[$0] == edge.second }.map {
          Edge(i, $0)
        }
      }
      return found.flatMap { one in choices.map { one + [$0] } }
    }
  }

  private static func subsets(of edges: [Edge]) -> [[Edge]] {
    edges.reduce([[]]) { found, edge in found + found.map { $0 + [edge] } }
  }
}
