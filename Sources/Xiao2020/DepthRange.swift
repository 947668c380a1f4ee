import Foundation

/// Depths l of a sweep, evenly in l or in log l, both ends included.
struct DepthRange: Codable {
  enum Spacing: String, Codable { case linear, logarithmic }

  let first: Int
  let last: Int
  /// Between depths; those that round to one depth count once.
  let steps: Int
  let spacing: Spacing

  static func linear(_ first: Int, _ last: Int, steps: Int) -> DepthRange {
    DepthRange(first: first, last: last, steps: steps, spacing: .linear)
  }

  static func logarithmic(_ first: Int, _ last: Int, steps: Int) -> DepthRange {
    DepthRange(first: first, last: last, steps: steps, spacing: .logarithmic)
  }

  var depths: [Int] {
    let (start, end) = (Double(first), Double(last))
    return (0...steps).map { step in
      let part = Double(step) / Double(steps)
      let depth = spacing == .linear ? start + (end - start) * part : start * pow(end / start, part)
      return Int(depth.rounded())
    }.reduce(into: []) { depths, depth in if depths.last != depth { depths.append(depth) } }
  }
}
