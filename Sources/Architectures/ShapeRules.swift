/// The shape of the signal through the layers. Widths are free, so only what a layer does to positions matters: a shape
/// between layers is a vector or an image of height × width.
enum ShapeRules {
  /// Whether the features of a signal lie in a vector or at the positions of an image.
  enum Shape: Equatable, CustomStringConvertible {
    case vector
    case image(height: Int, width: Int)

    var description: String {
      switch self {
      case .vector: "a vector"
      case .image(let height, let width): "[\(height), \(width), channels]"
      }
    }
  }

  static func check(_ layers: [Layer], from shape: Shape, at path: LayerPath) throws -> Shape {
    var shape = shape
    for (index, layer) in layers.enumerated() {
      let place = path.inner(index, layer.name)
      switch layer {
      case .repeated(let count, let body):
        // A round that leaves the shape as it was leaves it in every further round.
        for _ in 0..<count {
          let before = shape
          shape = try check(body, from: shape, at: place)
          if shape == before { break }
        }
      case .residual(let branch):
        let result = try check(branch, from: shape, at: place)
        guard result == shape else {
          throw ArchitectureFailure(
            path: place, problem: .branchChangesShape(from: shape.description, to: result.description))
        }
      case .parallel(let branches, _):
        let results = try branches.enumerated().map { try check($1, from: shape, at: place.branch($0)) }
        for (index, result) in results.enumerated() where result != results[0] {
          throw ArchitectureFailure(
            path: place.branch(index),
            problem: .branchesDiffer(shape: result.description, first: results[0].description))
        }
        shape = results.first ?? shape
      default: shape = try apply(layer, to: shape, at: place)
      }
    }
    return shape
  }

  private static func apply(_ layer: Layer, to shape: Shape, at path: LayerPath) throws -> Shape {
    switch (layer, shape) {
    case (.dense, .image):
      throw ArchitectureFailure(path: path, problem: .needsVector(shape: shape.description))
    case (.convolution, .vector), (.averagePooling, .vector), (.globalAveragePooling, .vector):
      throw ArchitectureFailure(path: path, problem: .needsImage)
    case (.averagePooling(let window, _), .image(let height, let width)):
      guard height % window == 0, width % window == 0 else {
        throw ArchitectureFailure(
          path: path, problem: .windowDoesNotDivide(window: window, shape: shape.description))
      }
      return .image(height: height / window, width: width / window)
    case (.globalAveragePooling, .image), (.flatten, _): return .vector
    default: return shape
    }
  }
}

extension Architecture {
  /// Checks the architecture against the shape of its inputs.
  ///
  /// Dense layers take vectors, convolutions and pooling take images, a pooling window divides its image, and the
  /// branch of a residual keeps the shape, and all branches of a parallel end in one.
  ///
  /// - Throws: `ArchitectureFailure` naming the layer.
  /// - Complexity: O(number of layers as written), with nested repetitions of pooling a logarithmic factor.
  public func validate(input: InputShape) throws {
    let shape: ShapeRules.Shape
    switch input {
    case .vector(let features):
      guard features > 0 else { throw ArchitectureFailure(problem: .badInput(shape: input.description)) }
      shape = .vector
    case .image(let height, let width, let channels):
      guard height > 0, width > 0, channels > 0 else {
        throw ArchitectureFailure(problem: .badInput(shape: input.description))
      }
      shape = .image(height: height, width: width)
    }
    _ = try ShapeRules.check(layers, from: shape, at: LayerPath())
  }
}
