/// The positions of an image as they lie in memory: a plane of rows, each padded to whole lanes.
struct PositionGrid: Sendable, Hashable {
  let height: Int
  let width: Int

  /// Numbers in a row of a plane.
  var rowLength: Int { (width + 7) / 8 * 8 }
  /// Numbers in a plane.
  var planeCount: Int { height * rowLength }
  var positionCount: Int { height * width }
}

/// The way from a position of one image to a position of the other, on the torus: 0 ≤ y < height, 0 ≤ x < width.
///
/// Zero padding knows no torus: there the pairs of one offset that wrap around an edge and those that do not are kept
/// apart by the convolution itself. Planes are the same for both.
struct PositionOffset: Sendable, Hashable {
  let y: Int
  let x: Int

  static let zero = PositionOffset(y: 0, x: 0)
}

/// Of which pairs of positions the covariances are needed. Each layer's answer follows from what the layers after it
/// need.
enum PositionPairs: Sendable, Hashable {
  /// Equal positions: under `flatten`.
  case equal
  /// Offsets of up to so many positions along either axis: under a pooling window that is flattened in the end.
  case within(Int)
  /// Every position with every other: under `globalAveragePooling`.
  case all

  /// What is needed before a pooling window for this after it: two positions in windows that are r apart are at most
  /// r · window + window − 1 apart.
  func before(window: Int) -> PositionPairs {
    let reach: Int
    switch self {
    case .all: return .all
    case .equal: reach = 0
    case .within(let distance): reach = distance
    }
    let distance = reach * window + window - 1
    return distance == 0 ? .equal : .within(distance)
  }

  /// The offsets on a grid, each once, the zero offset first.
  func offsets(on grid: PositionGrid) -> [PositionOffset] {
    func axis(_ length: Int) -> [Int] {
      switch self {
      case .equal: [0]
      case .all: Array(0..<length)
      case .within(let distance): (0..<length).filter { $0 <= distance || length - $0 <= distance }
      }
    }
    return axis(grid.height).flatMap { y in axis(grid.width).map { PositionOffset(y: y, x: $0) } }
  }
}
