/// A statistic of four slots at order 1/n: the connected correlation of two conditional covariances, of slots (1, 2)
/// and of slots (3, 4).
///
/// A slot is an input and a set of probes. A probe k is a random direction ξ_k of all parameters, each of variance its
/// learning rate (a/fan-in of a weight, b of a bias), and a slot with probes holds the derivative of the preactivation
/// along them. Averaging over ξ_k contracts the two slots that carry it with the rates, as in
///
///     Θ_ij(x, x′) = Σ_μ λ_μ ∂_μ z_i(x) ∂_μ z_j(x′) = E_ξ[∂_ξ z_i(x) ∂_ξ z_j(x′)],
///
/// so a statistic is a graph of slots and probes. These are the graphs without cycles, up to the symmetries of the two
/// pairs; those with cycles are of higher order. Letters, and the order of slots but for P, are those of Roberts, Yaida
/// and Hanin, "The Principles of Deep Learning Theory" (arXiv 2106.10165), chapters 4, 8 and 11.
public enum Cumulant: String, Sendable, CaseIterable {
  /// No probe: n E[z_i z_i z_j z_j]_connected of the outputs, i ≠ j; for i = j all three pairings of it.
  case v
  /// Of outputs (z, z) and Θ: n Cov(z_i z_i, Θ_jj), i ≠ j, with probe 3–4. F: n E[z_i z_j Θ_ij], probe 2–4.
  case d, f
  /// Of Θ and Θ: A, probes 1–2 and 3–4, is n Cov(Θ_ii, Θ_jj), i ≠ j; B, probes 1–3 and 2–4, n E[Θ_ij Θ_ij].
  case a, b
  /// Of dΘ = Σ λ λ ∂∂z ∂z ∂z (two of them make the tensor O₃ by which the kernel moves) and an output: P, second
  /// derivative in slot 1, output in 2, probes 1–3 and 1–4 (the book's P has the output last); Q, output in 4, probes
  /// 1–2 and 1–3.
  case p, q
  /// Of ddΘ with a third derivative in slot 1, probes 1–2, 1–3 and 1–4: a part of O₄.
  case r
  /// Of ddΘ with two second derivatives, the other part of O₄. S: in slots 1 and 2, probes 1–2, 1–3, 2–4. T: in 1 and
  /// 4, probes 1–2, 1–4, 3–4. U: in 1 and 3, probes 1–3, 1–4, 2–3.
  case s, t, u

  /// The probes as edges between slots 0 to 3.
  var edges: [Edge] {
    switch self {
    case .v: []
    case .d: [Edge(2, 3)]
    case .f: [Edge(1, 3)]
    case .a: [Edge(0, 1), Edge(2, 3)]
    case .b: [Edge(0, 2), Edge(1, 3)]
    case .p: [Edge(0, 2), Edge(0, 3)]
    case .q: [Edge(0, 1), Edge(0, 2)]
    case .r: [Edge(0, 1), Edge(0, 2), Edge(0, 3)]
    case .s: [Edge(0, 1), Edge(0, 2), Edge(1, 3)]
    case .t: [Edge(0, 1), Edge(0, 3), Edge(2, 3)]
    case .u: [Edge(0, 2), Edge(0, 3), Edge(1, 2)]
    }
  }

  /// The statistic with these probes, and which slot of theirs each of its own slots is.
  ///
  /// - Precondition: the probes make no cycle. (Where slots of such a graph are doubled and its edges shared out among
  ///   the two, none arises.)
  static func named(_ edges: [Edge]) -> (cumulant: Cumulant, slots: [Int]) {
    let wanted = Set(edges)
    let orders = [
      [0, 1, 2, 3], [1, 0, 2, 3], [0, 1, 3, 2], [1, 0, 3, 2], [2, 3, 0, 1], [3, 2, 0, 1], [2, 3, 1, 0], [3, 2, 1, 0],
    ]
    let found = orders.lazy.flatMap { slots in allCases.lazy.map { ($0, slots) } }.first { cumulant, slots in
      Set(cumulant.edges.map { Edge(slots[$0.first], slots[$0.second]) }) == wanted
    }
    precondition(found != nil, "probes make no cycle")
    return found ?? (.v, orders[0])
  }
}
