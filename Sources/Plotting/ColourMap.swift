/// A map from 0...1 to colours, linear in sRGB between equally spaced anchors.
public struct ColourMap: Sendable, Hashable {
  let anchors: [RGB]

  init(_ anchors: [UInt32]) { self.anchors = anchors.map { RGB(hex: $0) } }

  /// Viridis (Smith and van der Walt 2015): perceptually uniform, monotone in lightness, safe for colour-blind readers.
  public static let viridis = ColourMap([
    0x440154, 0x482878, 0x3E4A89, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725,
  ])

  /// Blue over white to red (ColorBrewer's RdBu, reversed), for values on both sides of a centre.
  public static let diverging = ColourMap([
    0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F,
  ])

  /// The colour at `place`, which is clamped to 0...1.
  /// - Complexity: O(1).
  public func colour(at place: Double) -> RGB {
    let position = min(max(place, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], position - Double(index))
  }
}
