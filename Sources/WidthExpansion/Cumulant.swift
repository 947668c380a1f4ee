/// A statistic of four slots at order 1/n: the connected correlation of two conditional covariances, of slots (1, 2)
/// and of slots (3, 4).
///
/// A slot is an input and a set of probes. A probe k is a random direction ξ_k of all parameters, each of variance its
/// learning rate (a/fan-in of a weight, b of a bias), and a slot with probes holds the derivative of the preactivation
/// along them. Averaging over ξ_k contracts the two slots that carry it with the rates, as in
///
///     Θ_ij(x, x′) = Σ_μ λ_μ ∂_μ z_i(x) ∂_μ z_j(x′) = E_ξ[∂_ξ z_i(x) ∂_ξ z_j(x′)],
///
/// so a statistic is a graph of slots and probes. These are the forests in which every probe joins two slots of their
/// own, up to the symmetries of the two pairs; letters are those of Roberts, Yaida and Hanin, "The Principles of Deep
/// Learning Theory" (arXiv 2106.10165), chapters 4, 8 and 11.
public enum Cumulant: String, Sendable, CaseIterable {
  /// No probe: n E[z_i z_i z_j z_j]_connected of the outputs, i ≠ j.
  case v
  /// n Cov(z z, ΔΘ): probe 1–2, and F: probe 1–3.
  case d, f
  /// n Cov(ΔΘ, ΔΘ): A, probes 1–2 and 3–4, of diagonal entries; B, probes 1–3 and 2–4, of the others.
  case a, b
  /// n E[z dΘ], the tensor O₃ of the hierarchy of Huang and Yau against an output: P, probes 1–3 and 1–4; Q, probes 1–2
  /// and 1–3.
  case p, q
  /// n E[ddΘ] with a third derivative in slot 1: probes 1–2, 1–3, 1–4. A part of O₄.
  case r
  /// n E[ddΘ] with two second derivatives, the other part of O₄: S, probes 1–3, 2–4, 3–4; T, probes 1–2, 2–3, 3–4; U,
  /// probes 1–3, 2–3, 2–4.
  case s, t, u

  /// The probes as edges between slots 0 to 3.
  var edges: [Edge] {
    switch self {
    case .v: []
    case .d: [Edge(0, 1)]
    case .f: [Edge(0, 2)]
    case .a: [Edge(0, 1), Edge(2, 3)]
    case .b: [Edge(0, 2), Edge(1, 3)]
    case .p: [Edge(0, 2), Edge(0, 3)]
    case .q: [Edge(0, 1), Edge(0, 2)]
    case .r: [Edge(0, 1), Edge(0, 2), Edge(0, 3)]
    case .s: [Edge(0, 2), Edge(1, 3), Edge(2, 3)]
    case .t: [Edge(0, 1), Edge(1, 2), Edge(2, 3)]
    case .u: [Edge(0, 2), Edge(1, 2), Edge(1, 3)]
    }
  }

  /// The statistic with these probes, and which slot of theirs each of its own slots is; nil: there is none.
  static func named(_ edges: [Edge]) -> (cumulant: Cumulant, slots: [Int])? {
    for slots in [
      [0, 1, 2, 3], [1, 0, 2, 3], [0, 1, 3, 2], [1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 0, 1], [2, 3, 1, 0], [3, 2, 1, 0],
    ] {
      let own = Set(
        edges.map { edge in Edge(slots.firstIndex(of: edge.first) ?? 0, slots.firstIndex(of: edge.second) ?? 0) })
      if let cumulant = allCases.first(where: { Set($0.edges) == own }) { return (cumulant, slots) }
    }
    return nil
  }
}

/// A probe that two slots share.
struct Edge: Hashable {
  let first, second: Int

  init(_ a: Int, _ b: Int) { (first, second) = (min(a, b), max(a, b)) }

  func touches(_ slot: Int) -> Bool { first == slot || second == slot }
  /// Whether both ends are of the same pair of slots.
  var isInternal: Bool { first / 2 == second / 2 }
}
