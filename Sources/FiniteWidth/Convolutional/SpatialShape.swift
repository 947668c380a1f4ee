import Architectures

/// The positions of a signal and the channels at each of them; a vector is one position, a sequence an image of width
/// 1.
///
/// Channels lie innermost: a matrix of n inputs, [n, height · width · channels], is in memory also one of n · positions
/// rows of channels, and `flatten` moves nothing.
struct SpatialShape: Sendable, Hashable {
  var places: PositionShape
  var channels: Int

  var height: Int {
    switch places {
    case .vector: 1
    case .image(let height, _): height
    case .sequence(let length): length
    }
  }

  var width: Int { if case .image(_, let width) = places { width } else { 1 } }
  var positions: Int { height * width }
  var count: Int { positions * channels }
}

extension SpatialShape {
  init(_ shape: InputShape) {
    places = PositionShape(shape)
    channels =
      switch shape {
      case .vector(let features): features
      case .image(_, _, let channels), .sequence(_, let channels): channels
      }
  }
}
