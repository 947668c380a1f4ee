import Foundation

/// The span of the values that a scale can show: finite, and positive if it is logarithmic.
struct Extent {
  private(set) var lower = Double.infinity
  private(set) var upper = -Double.infinity
  /// Whether finite values were left out because they are not positive.
  private(set) var leftOut = false
  let logarithmic: Bool

  /// Beyond it, differences overflow.
  static let largest = 1e300

  var isEmpty: Bool { lower > upper }

  static func shows(_ value: Double, logarithmic: Bool) -> Bool {
    abs(value) <= largest && (!logarithmic || value > 0)
  }

  init(logarithmic: Bool) { self.logarithmic = logarithmic }

  mutating func add(_ value: Double) {
    if Self.shows(value, logarithmic: logarithmic) {
      lower = min(lower, value)
      upper = max(upper, value)
    } else if value.isFinite, logarithmic {
      leftOut = true
    }
  }

  mutating func add(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// The ends of the axis: those it asks for, else those of the data with `room` (a fraction of the span) around them.
  ///
  /// Without data, 0...1 (logarithmic: 1...10). Constant data sit in the middle. Throws if the limits asked for make no
  /// axis, or if a logarithmic axis has values and none is positive.
  func limits(of axis: PlotAxis, room: Double) throws -> ClosedRange<Double> {
    if let names = axis.categories { return -0.5...(max(Double(names.count), 1) - 0.5) }
    for limit in [axis.lower, axis.upper].compactMap({ $0 }) where !Self.shows(limit, logarithmic: logarithmic) {
      throw FigureFailure.badLimits(axis: axis.title)
    }
    if isEmpty, leftOut, axis.lower == nil || axis.upper == nil {
      throw FigureFailure.nothingPositive(axis: axis.title)
    }
    func forward(_ value: Double) -> Double { logarithmic ? log10(value) : value }
    var low: Double
    var high: Double
    if isEmpty {
      low = axis.lower.map(forward) ?? axis.upper.map { forward($0) - 1 } ?? 0
      high = axis.upper.map(forward) ?? low + 1
    } else {
      low = forward(lower)
      high = forward(upper)
      let nothing = high - low <= 1e-9 * max(abs(low), abs(high))
      let pad = nothing ? (logarithmic ? 0.5 : (low == 0 ? 1 : 0.1 * abs(low))) : room * (high - low)
      low = axis.lower.map(forward) ?? low - pad
      high = axis.upper.map(forward) ?? high + pad
    }
    if low >= high {
      // One end was asked for and lies beyond the data: the other follows it.
      guard axis.lower == nil || axis.upper == nil else { throw FigureFailure.badLimits(axis: axis.title) }
      let span = logarithmic || low == 0 ? 1 : 0.1 * abs(low)
      if axis.lower != nil { high = low + span } else { low = high - span }
    }
    return logarithmic ? pow(10, max(low, -300))...pow(10, min(high, 300)) : low...high
  }
}
