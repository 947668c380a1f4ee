/// Windows along one side of an image: window o covers `window` positions from o · stride − low on.
///
/// Zero and circular padding make ⌈length / stride⌉ windows and cover max((windows − 1) · stride + window − length, 0)
/// positions outside, half of them before the image and the odd one behind it; without padding there are
/// ⌊(length − window) / stride⌋ + 1. These are the sizes of TensorFlow's "SAME" and "VALID".
package struct WindowAxis: Sendable, Hashable {
  /// Positions of the image.
  package let length: Int
  package let window: Int
  package let stride: Int
  /// Positions before the image that the first window covers.
  package let low: Int
  /// The number of windows, 0 where none fits.
  package let output: Int
  /// Whether the image goes on at its other end, rather than with zeros.
  package let isCircular: Bool

  /// Windows that reach beyond the image.
  package static func padded(length: Int, window: Int, stride: Int = 1, isCircular: Bool) -> WindowAxis {
    let output = (length + stride - 1) / stride
    let outside = max((output - 1) * stride + window - length, 0)
    return WindowAxis(
      length: length, window: window, stride: stride, low: outside / 2, output: output, isCircular: isCircular)
  }

  /// Windows that lie within the image.
  package static func valid(length: Int, window: Int, stride: Int = 1) -> WindowAxis {
    WindowAxis(
      length: length, window: window, stride: stride, low: 0,
      output: length < window ? 0 : (length - window) / stride + 1, isCircular: false)
  }

  /// Disjoint windows that cover every position once.
  var isTiling: Bool { low == 0 && stride == window && output * window == length }

  /// Whether a position's window is around it, as many positions to each side, and there is one for each: then what a
  /// position takes from the offset o its neighbour there takes from −o.
  var isCentred: Bool { stride == 1 && output == length && 2 * low + 1 == window }

  @inline(__always)
  func start(_ output: Int) -> Int { output * stride - low }

  /// The position that stands at a coordinate; nil where the image is zero.
  @inline(__always)
  func inside(_ coordinate: Int) -> Int? {
    if coordinate >= 0 && coordinate < length { return coordinate }
    guard isCircular else { return nil }
    let rest = coordinate % length
    return rest < 0 ? rest + length : rest
  }
}
