import Foundation

/// Where an axis has ticks, and what they say.
public struct Ticks: Sendable, Hashable {
  public struct Tick: Sendable, Hashable {
    public let value: Double
    /// Pango markup.
    public let label: String
  }

  /// Labelled ticks, in rising order.
  public var major: [Tick]
  /// Short ticks without labels.
  public var minor: [Double]

  /// Multiples of 1, 2 or 5 times a power of ten inside `range`: the finest such step with at most `count` ticks.
  ///
  /// - Complexity: O(count).
  public static func linear(_ range: ClosedRange<Double>, atMost count: Int, wholeNumbers: Bool = false) -> Ticks {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else { return Ticks(major: [], minor: []) }
    let slack = 1e-9 * span
    var exponent = Int(floor(log10(span / Double(max(count, 1))))) - 1
    if wholeNumbers { exponent = max(exponent, 0) }
    while exponent < 310 {
      for digit in [1.0, 2, 5] {
        // Dividing by 10^k is exact to the last place where multiplying by 10^-k is not: 3 × 0.1 is not 0.3.
        func multiple(_ index: Double) -> Double {
          exponent < 0 ? index * digit / NumberFormat.power(-exponent) : index * digit * NumberFormat.power(exponent)
        }
        let step = multiple(1)
        let first = ((range.lowerBound - slack) / step).rounded(.up)
        let last = ((range.upperBound + slack) / step).rounded(.down)
        if last - first + 1 > Double(max(count, 1)) { continue }
        let values = stride(from: first, through: last, by: 1).map { multiple($0 == 0 ? 0 : $0) }
        let labels = NumberFormat.even(values, step: step)
        return Ticks(major: zip(values, labels).map { Tick(value: $0, label: $1) }, minor: [])
      }
      exponent += 1
    }
    return Ticks(major: [], minor: [])
  }

  /// Powers of ten inside a positive `range`, every n-th if there are more than `count`, with minor ticks between.
  ///
  /// A range with fewer than two of them gets 1, 2 and 5 times a power of ten, and a still shorter one the round
  /// numbers of `linear`.
  /// - Complexity: O(count + decades).
  public static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int) -> Ticks {
    guard range.lowerBound > 0, range.upperBound.isFinite, range.lowerBound < range.upperBound else {
      return Ticks(major: [], minor: [])
    }
    let low = log10(range.lowerBound)
    let high = log10(range.upperBound)
    let slack = 1e-9 * max(1, high - low)
    let first = Int((low - slack).rounded(.up))
    let last = Int((high + slack).rounded(.down))
    let inside = range.lowerBound * (1 - 1e-9)...range.upperBound * (1 + 1e-9)
    let decades = Int(low.rounded(.down))...Int(high.rounded(.up))
    let minor = decades.flatMap { k in (2...9).map { Double($0) * NumberFormat.power(k) } }.filter(inside.contains)
    if last - first >= 1 {
      let strides = [1, 2, 3, 5, 10, 20, 50, 100, 200]
      func labels(_ stride: Int) -> Int { (first...last).count { $0 % stride == 0 } }
      let stride = strides.first { labels($0) <= max(count, 1) } ?? 500
      let all = Array(first...last)
      let labelled = all.filter { $0 % stride == 0 }
      let major = labelled.map { Tick(value: NumberFormat.power($0), label: NumberFormat.decade($0)) }
      let bare = all.filter { $0 % stride != 0 }.map(NumberFormat.power)
      return Ticks(major: major, minor: stride == 1 ? minor : (last - first <= 20 ? bare : []))
    }
    let steps = decades.flatMap { k in [1.0, 2, 5].map { $0 * NumberFormat.power(k) } }.filter(inside.contains)
    if steps.count >= 2, steps.count <= max(count, 2) {
      let major = steps.map { Tick(value: $0, label: NumberFormat.plain($0, step: finest(of: $0))) }
      return Ticks(major: major, minor: minor)
    }
    let linear = Ticks.linear(range, atMost: count)
    return Ticks(major: linear.major, minor: [])
  }

  /// Ticks at `values`, labelled with as few digits as tell them exactly.
  public static func fixed(_ values: [Double], in range: ClosedRange<Double>) -> Ticks {
    let inside = values.filter { range.contains($0) && abs($0) <= Extent.largest }.sorted()
    return Ticks(major: inside.map { Tick(value: $0, label: NumberFormat.plain($0, step: finest(of: $0))) }, minor: [])
  }

  /// The power of ten of the last digit that `value` needs, of at most six.
  private static func finest(of value: Double) -> Double {
    if value == 0 { return 1 }
    let leading = Int(floor(log10(abs(value)) + 1e-12))
    for places in 0..<6 {
      let unit = NumberFormat.power(leading - places)
      if abs(value / unit - (value / unit).rounded()) < 1e-6 { return unit }
    }
    return NumberFormat.power(leading - 5)
  }
}
