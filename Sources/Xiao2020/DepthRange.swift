import Foundation

/// Depths l of a sweep, evenly in l or in log l, both ends included.
package struct DepthRange: Codable, Sendable {
  package enum Spacing: String, Codable, Sendable { case linear, logarithmic }

  package let first: Int
  package let last: Int
  /// Between depths; those that round to one depth count once.
  package let steps: Int
  package let spacing: Spacing

  package static func linear(_ first: Int, _ last: Int, steps: Int) -> DepthRange {
    DepthRange(first: first, last: last, steps: steps, spacing: .linear)
  }

  package static func logarithmic(_ first: Int, _ last: Int, steps: Int) -> DepthRange {
    DepthRange(first: first, last: last, steps: steps, spacing: .logarithmic)
  }

  package var depths: [Int] {
    let (start, end) = (Double(first), Double(last))
    return (0...steps).map { step in
      let part = Double(step) / Double(steps)
      let depth = spacing == .linear ? start + (end - start) * part : start * pow(end / start, part)
      return Int(depth.rounded())
    }.reduce(into: []) { depths, depth in if depths.last != depth { depths.append(depth) } }
  }
}
