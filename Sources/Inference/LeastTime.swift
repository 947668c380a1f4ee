import Glibc

/// The training time at which a smooth function is least.
///
/// A scan over times of constant ratio finds the valleys and takes the deepest; golden-section search goes down in it.
/// A minimum is flat, f(t) − f(t₀) ∝ (log t − log t₀)²: its place is known to about √ε relative, 10⁻⁸, where f is
/// known to ε.
enum LeastTime {
  /// The ratio of neighbouring times of the scan: two valleys nearer than that count as one.
  private static let ratio = 1.05

  /// - Parameters:
  ///   - lower: positive; where nothing earlier can be least.
  ///   - upper: not below `lower`, finite.
  /// - Complexity: 20 log(upper/lower) + 40 values.
  static func between(
    _ lower: Double, _ upper: Double, _ value: (_ time: Double) throws -> Double
  ) rethrows -> Double {
    // By logarithms: rates so small or so far apart that times overflow have a place on the scan too.
    let start = log(min(max(lower, .leastNormalMagnitude), .greatestFiniteMagnitude))
    let length = max(0, log(min(upper, .greatestFiniteMagnitude)) - start)
    let count = max(2, Int((length / log(ratio)).rounded(.up)))
    func time(_ place: Double) -> Double { exp(start + length * place / Double(count)) }
    var (best, least) = (0, try value(lower))
    for place in 1...count {
      let here = try value(time(Double(place)))
      if here < least { (best, least) = (place, here) }
    }
    let golden = (5.0.squareRoot() - 1) / 2
    var (left, right) = (Double(max(best - 1, 0)), Double(min(best + 1, count)))
    var inner = (right - golden * (right - left), left + golden * (right - left))
    var values = (try value(time(inner.0)), try value(time(inner.1)))
    for _ in 0..<40 {
      if values.0 <= values.1 {
        (right, inner.1, values.1) = (inner.1, inner.0, values.0)
        inner.0 = right - golden * (right - left)
        values.0 = try value(time(inner.0))
      } else {
        (left, inner.0, values.0) = (inner.0, inner.1, values.1)
        inner.1 = left + golden * (right - left)
        values.1 = try value(time(inner.1))
      }
    }
    return time((left + right) / 2)
  }
}
