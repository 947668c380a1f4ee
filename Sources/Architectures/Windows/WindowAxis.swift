/// A window along one axis: which positions each place of it sees.
///
/// *Definition* (padding as TensorFlow's `SAME` and `VALID`, and as neural-tangents has it). With n positions, a window
/// of k and a stride of s there are, padded, ⌈n/s⌉ outputs and max((⌈n/s⌉ − 1) s + k − n, 0) positions of padding, the
/// smaller half of them before the first; not padded, ⌊(n − k)/s⌋ + 1 outputs, and the rest is not seen. Place t of
/// output o lies over position o s + t − low.
public struct WindowAxis: Sendable, Hashable {
  /// n
  public let input: Int
  /// k
  public let window: Int
  /// s
  public let stride: Int
  /// Positions of padding before the first.
  public let low: Int
  /// Positions of padding behind the last.
  public let high: Int
  public let output: Int

  /// - Returns: nil where no output is left.
  /// - Precondition: all at least 1.
  init?(input: Int, window: Int, stride: Int, isPadded: Bool) {
    precondition(input >= 1 && window >= 1 && stride >= 1, "extents are checked before")
    (self.input, self.window, self.stride) = (input, window, stride)
    if isPadded {
      output = (input - 1) / stride + 1
      // What lies at and behind the start of the last window.
      let total = max(0, window - (input - (output - 1) * stride))
      (low, high) = (total / 2, total - total / 2)
    } else {
      guard window <= input else { return nil }
      (output, low, high) = ((input - window) / stride + 1, 0, 0)
    }
  }

  /// The position under place `place` of output `output`; one outside 0..<input lies in the padding.
  public func position(output: Int, place: Int) -> Int { output * stride + place - low }

  /// Whether windows side by side cover every position once.
  var isDivided: Bool { window == stride && output * stride == input }
}
