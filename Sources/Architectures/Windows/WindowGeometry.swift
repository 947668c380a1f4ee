/// The window of a convolution or of pooling on positions of one size: what `kernelSize`, `window`, `stride` and
/// `padding` come to there.
///
/// A sequence of n positions is an image of n × 1 here, on which a whole number k is a window of k × 1 and a stride of
/// s is one of s × 1: the one place where that is resolved.
public struct WindowGeometry: Sendable, Hashable {
  public let height: WindowAxis
  public let width: WindowAxis
  public let padding: Padding
  /// The shape behind the layer, of the kind before it.
  public let output: PositionShape

  /// Places of the window: what a mean divides by, and the fan-in of one channel.
  public var placeCount: Int { height.window * width.window }

  /// Whether it leaves everything as it is, but for weights: one place, moved by one.
  public var isPointwise: Bool {
    [height, width].allSatisfy { $0.window == 1 && $0.stride == 1 }
  }

  /// The index y · width + x of the position under a place of the window at an output; nil in zero padding.
  public func position(outputRow: Int, outputColumn: Int, row: Int, column: Int) -> Int? {
    guard let y = inside(height.position(output: outputRow, place: row), height.input),
      let x = inside(width.position(output: outputColumn, place: column), width.input)
    else { return nil }
    return y * width.input + x
  }

  private func inside(_ position: Int, _ count: Int) -> Int? {
    if padding == .circular { return (position % count + count) % count }
    return (0..<count).contains(position) ? position : nil
  }
}

extension WindowGeometry {
  /// - Parameter key: of the window's size in the layer's settings.
  /// - Throws: `ArchitectureFailure` at `path`.
  init(
    _ key: String, _ size: WindowSize, stride: WindowSize, padding: Padding, on shape: PositionShape, at path: LayerPath
  ) throws {
    let extents: (height: Int, width: Int)
    switch shape {
    case .vector: throw ArchitectureFailure(path: path, problem: .needsImage)
    case .image(let height, let width): extents = (height, width)
    case .sequence(let length):
      for (key, size) in [(key, size), ("stride", stride)] {
        guard case .sides = size else { continue }
        throw ArchitectureFailure(
          path: path, problem: .sidesOnSequence(key: key, size: size.description, input: shape.inWords))
      }
      extents = (length, 1)
    }
    let isSequence = if case .sequence = shape { true } else { false }
    let (window, step) = (size.sides(isSequence: isSequence), stride.sides(isSequence: isSequence))
    let isPadded = padding != .valid
    guard
      let height = WindowAxis(
        input: extents.height, window: window.height, stride: step.height, isPadded: isPadded),
      let width = WindowAxis(input: extents.width, window: window.width, stride: step.width, isPadded: isPadded)
    else {
      throw ArchitectureFailure(
        path: path, problem: .windowLeavesNothing(key: key, size: size.description, input: shape.positionsInWords))
    }
    (self.height, self.width, self.padding) = (height, width, padding)
    output = isSequence ? .sequence(length: height.output) : .image(height: height.output, width: width.output)
  }
}

extension WindowSize {
  fileprivate func sides(isSequence: Bool) -> (height: Int, width: Int) {
    switch self {
    case .uniform(let size): (size, isSequence ? 1 : size)
    case .sides(let height, let width): (height, width)
    }
  }
}
