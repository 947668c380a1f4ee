/// A probe that two slots share.
struct Edge: Hashable {
  let first, second: Int

  init(_ a: Int, _ b: Int) { (first, second) = (min(a, b), max(a, b)) }

  func touches(_ slot: Int) -> Bool { first == slot || second == slot }
  /// Whether both ends are of the same pair of slots.
  var isInternal: Bool { first / 2 == second / 2 }
}
