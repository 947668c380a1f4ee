/// Where along the depths something holds: the longest run of tested depths at which it does, and its exact ends,
/// which lie between a tested depth and the next.
///
/// Exact is an end in the sense that it holds on one side of it and not on the other; between two tested depths at
/// which it holds it is taken to hold.
struct DepthRun: Sendable, Equatable {
  /// The last depth at which it holds on the way out of the run, as far as it is known, and the first at which it does
  /// not.
  struct End: Sendable, Equatable {
    fileprivate(set) var inside, outside: Int

    /// The depths between which it is.
    var gap: ClosedRange<Int> { min(inside, outside)...max(inside, outside) }

    fileprivate mutating func learn(_ depth: Int, holds: Bool) {
      guard gap.lowerBound < depth, depth < gap.upperBound else { return }
      if holds { inside = depth } else { outside = depth }
    }
  }

  /// Nil: it holds from the first tested depth on.
  private(set) var first: End?
  /// Nil: it holds to the last.
  private(set) var last: End?

  /// - Parameters:
  ///   - depths: ascending.
  ///   - holds: at each.
  /// - Returns: nil if it holds at none.
  init?(_ depths: [Int], where holds: [Bool]) {
    guard let run = Self.longest(holds) else { return nil }
    if run.lowerBound > 0 { first = End(inside: depths[run.lowerBound], outside: depths[run.lowerBound - 1]) }
    if run.upperBound < depths.count - 1 {
      last = End(inside: depths[run.upperBound], outside: depths[run.upperBound + 1])
    }
  }

  var ends: [End] { [first, last].compactMap(\.self) }

  /// Whether an end lies where a depth could tell of it.
  func isOpen(at depth: Int) -> Bool { ends.contains { $0.gap.lowerBound < depth && depth < $0.gap.upperBound } }

  /// Takes in whether it holds at a depth that was not tested before.
  mutating func learn(_ depth: Int, holds: Bool) {
    first?.learn(depth, holds: holds)
    last?.learn(depth, holds: holds)
  }

  /// "to depth 23", "from depth 4 to 23", "from depth 4 on", "at depth 4" or "at every depth tested".
  var words: String {
    switch (first?.inside, last?.inside) {
    case (nil, nil): "at every depth tested"
    case (nil, let last?): "to depth \(last)"
    case (let first?, nil): "from depth \(first) on"
    case (let first?, let last?): first == last ? "at depth \(first)" : "from depth \(first) to \(last)"
    }
  }

  private static func longest(_ holds: [Bool]) -> ClosedRange<Int>? {
    var (best, start) = (ClosedRange<Int>?.none, Int?.none)
    for (position, value) in holds.enumerated() {
      guard value else {
        start = nil
        continue
      }
      let first = start ?? position
      start = first
      if position - first >= best.map(\.count) ?? 0 { best = first...position }
    }
    return best
  }
}
