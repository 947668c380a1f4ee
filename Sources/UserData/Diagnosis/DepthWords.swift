import Foundation

/// At which of some depths something holds, in words: the longest run of them that it holds at.
enum DepthWords {
  /// "to depth 23", "from depth 4 to 23", "from depth 4 on", "at every depth tested" or "at no depth".
  static func run(_ depths: [Int], where holds: [Bool]) -> String {
    guard let longest = longestRun(holds) else { return "at no depth" }
    let (first, last) = (depths[longest.lowerBound], depths[longest.upperBound])
    switch (longest.lowerBound == 0, longest.upperBound == depths.count - 1) {
    case (true, true): return "at every depth tested"
    case (true, false): return "to depth \(last)"
    case (false, true): return "from depth \(first) on"
    case (false, false): return first == last ? "at depth \(first)" : "from depth \(first) to \(last)"
    }
  }

  /// "1 to 64", or the one depth.
  static func range(_ depths: [Int]) -> String {
    guard let first = depths.first, let last = depths.last else { return "none" }
    return first == last ? "\(first)" : "\(first) to \(last)"
  }

  private static func longestRun(_ holds: [Bool]) -> ClosedRange<Int>? {
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

extension Double {
  /// Two digits, or three from 100 on, as a sentence has them.
  var inWords: String {
    if isInfinite { return self > 0 ? "∞" : "−∞" }
    let usesExponent = magnitude >= 1e4 || (magnitude < 1e-2 && self != 0)
    return String(format: usesExponent ? "%.1e" : magnitude >= 99.5 ? "%.0f" : "%.2g", self)
      .replacing("e+0", with: "e").replacing("e-0", with: "e-").replacing("e+", with: "e")
  }
}
