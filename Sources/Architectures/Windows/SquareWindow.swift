/// Which windows keep to squares side by side or moved by one: what the covariance planes of one offset, and the finite
/// networks' patches, are made for.
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
      if let (setting, instead) = layer.beyondSquares(isSequence) { return (place, setting, instead) }
      for (inner, place) in layer.definition.lists(at: place) {
        if let found = firstBeyondSquares(inner, at: place, isSequence) { return found }
      }
    }
    return nil
  }
}

extension Layer {
  fileprivate func beyondSquares(_ isSequence: Bool) -> (setting: String, instead: String)? {
    switch self {
    case .convolution, .averagePooling:
      if isSequence { return ("a window on sequences [length, channels]", "give images [length, 1, channels]") }
    case .selfAttention: return ("attention", "remove it")
    case .parallel(_, .product): return ("a product of branches", "join them by a sum or a concatenation")
    default: return nil
    }
    switch self {
    case .convolution(let convolution) where convolution.squareSize == nil:
      return (
        "a stride, a window that is no odd square, or padding \"valid\"",
        "use one odd \"kernelSize\" with stride 1 and padding \"zero\" or \"circular\""
      )
    case .averagePooling(let pooling) where pooling.squareSize == nil:
      return (
        "a stride or padding of its own, or a window that is no square", "use one \"window\" that divides the image"
      )
    default: return nil
    }
  }
}
