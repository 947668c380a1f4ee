/// The shape of the signal between two layers. Widths are free, so only what a layer does to positions matters.
public enum PositionShape: Sendable, Hashable, CustomStringConvertible {
  case vector
  case image(height: Int, width: Int)
  case sequence(length: Int)

  public init(_ input: InputShape) {
    self =
      switch input {
      case .vector: .vector
      case .image(let height, let width, _): .image(height: height, width: width)
      case .sequence(let length, _): .sequence(length: length)
      }
  }

  public var description: String {
    switch self {
    case .vector: "a vector"
    case .image(let height, let width): "[\(height), \(width), channels]"
    case .sequence(let length): "[\(length), channels]"
    }
  }

  /// With its kind.
  var inWords: String {
    switch self {
    case .vector: description
    case .image: "an image \(description)"
    case .sequence: "a sequence \(description)"
    }
  }

  /// With its kind, as one that is known.
  var positionsInWords: String {
    switch self {
    case .vector: description
    case .image: "the image \(description)"
    case .sequence: "the sequence \(description)"
    }
  }
}

extension PositionShape {
  /// Behind the layers.
  ///
  /// - Parameter path: of what holds the list.
  /// - Throws: `ArchitectureFailure` naming the layer.
  /// - Complexity: O(number of layers as written), with nested repetitions of pooling a logarithmic factor.
  public func behind(_ layers: [Layer], at path: LayerPath = LayerPath()) throws -> PositionShape {
    var shape = self
    for (index, layer) in layers.enumerated() {
      shape = try layer.definition.shape(behind: shape, at: path.inner(index, layer.name))
    }
    return shape
  }
}

extension Architecture {
  /// Checks the architecture against the shape of its inputs.
  ///
  /// Dense layers take vectors; convolutions, pooling and attention take images or sequences; a window leaves
  /// something, and a pooling window without a stride divides its image; the branch of a residual keeps the shape, and
  /// all branches of a parallel end in one.
  ///
  /// - Throws: `ArchitectureFailure` naming the layer.
  /// - Complexity: O(number of layers as written), with nested repetitions of pooling a logarithmic factor.
  public func validate(input: InputShape) throws {
    guard input.extents.allSatisfy({ $0 > 0 }) else {
      throw ArchitectureFailure(problem: .badInput(shape: input.description))
    }
    _ = try PositionShape(input).behind(layers)
  }
}
