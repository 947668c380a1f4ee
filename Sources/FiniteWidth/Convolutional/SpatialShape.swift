import Architectures

/// The positions of a signal and the channels at each of them; a vector is one position.
///
/// Channels lie innermost: a matrix of n inputs, [n, height · width · channels], is in memory also one of n · positions
/// rows of channels, and `flatten` moves nothing.
struct SpatialShape: Sendable, Hashable {
  var height = 1
  var width = 1
  var channels: Int

  var positions: Int { height * width }
  var count: Int { positions * channels }
}

extension SpatialShape {
  init(_ shape: InputShape) {
    switch shape {
    case .vector(let features): self.init(channels: features)
    case .image(let height, let width, let channels): self.init(height: height, width: width, channels: channels)
    case .sequence(let length, let channels): self.init(height: length, channels: channels)
    }
  }
}
