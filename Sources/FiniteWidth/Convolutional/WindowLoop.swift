import Architectures

/// One side of a `WindowGeometry`, as the loops over positions need it.
struct WindowLoop: Sendable, Hashable {
  /// Positions of the input.
  let length: Int
  let window: Int
  let stride: Int
  /// Positions before the first that the first window covers.
  let low: Int
  /// The number of windows.
  let output: Int
  /// Whether the input goes on at its other end, rather than with zeros.
  let isCircular: Bool

  init(_ axis: WindowAxis, _ padding: Padding) {
    (length, window, stride) = (axis.input, axis.window, axis.stride)
    (low, output, isCircular) = (axis.low, axis.output, padding == .circular)
  }

  /// One window over everything.
  init(whole length: Int) {
    (self.length, window, stride, low, output, isCircular) = (length, length, length, 0, 1, false)
  }

  /// Whether disjoint windows cover every position once.
  var isTiling: Bool { low == 0 && stride == window && output * window == length }

  /// Whether there is a window for each position, around it, as many positions to each side: then what a position takes
  /// from its neighbour at the offset o the neighbour takes from its own at −o.
  var isCentred: Bool { stride == 1 && output == length && 2 * low + 1 == window }

  @inline(__always)
  func start(_ output: Int) -> Int { output * stride - low }

  /// The position that stands at a coordinate; nil where there is zero.
  @inline(__always)
  func inside(_ coordinate: Int) -> Int? {
    if coordinate >= 0 && coordinate < length { return coordinate }
    guard isCircular else { return nil }
    let rest = coordinate % length
    return rest < 0 ? rest + length : rest
  }
}
