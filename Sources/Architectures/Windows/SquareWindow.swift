/// Which windows keep to squares side by side or moved by one: what the covariance planes of one offset are made for.
extension Convolution {
  /// k of a convolution with k × k places, k odd, of stride 1, behind which the image has its size; nil of any other.
  public var squareSize: Int? {
    guard let size = kernelSize.squareSize, size % 2 == 1, stride.squareSize == 1, padding != .valid || size == 1 else {
      return nil
    }
    return size
  }
}

extension AveragePooling {
  /// k of disjoint windows of k × k places that divide the image; nil of any other.
  public var squareSize: Int? { stride == nil && padding == .valid ? window.squareSize : nil }
}

extension WindowSize {
  fileprivate var squareSize: Int? {
    switch self {
    case .uniform(let size): size
    case .sides(let height, let width): height == width ? height : nil
    }
  }
}

/// What is more than square windows on images, sums and concatenations.
struct BeyondSquares {
  let setting: String
  /// What would be none.
  let instead: String

  init(_ setting: String, instead: String) { (self.setting, self.instead) = (setting, instead) }

  static let windowOnSequence = BeyondSquares(
    "a window on sequences [length, channels]", instead: "give images [length, 1, channels]")
}

extension Architecture {
  /// The first layer that is more than square windows on images, sums and concatenations, with its place, what is more
  /// and what would be none.
  public func firstBeyondSquares(input: InputShape?) -> (layer: LayerPath, setting: String, instead: String)? {
    let isSequence = if case .sequence = input { true } else { false }
    return Self.firstBeyondSquares(layers, at: LayerPath(), isSequence)
  }

  private static func firstBeyondSquares(
    _ layers: [Layer], at path: LayerPath, _ isSequence: Bool
  ) -> (layer: LayerPath, setting: String, instead: String)? {
    for (index, layer) in layers.enumerated() {
      let place = path.inner(index, layer.name)
      if let found = layer.definition.beyondSquares(isSequence: isSequence) {
        return (place, found.setting, found.instead)
      }
      for (inner, place) in layer.definition.lists(at: place) {
        if let found = firstBeyondSquares(inner, at: place, isSequence) { return found }
      }
    }
    return nil
  }
}
