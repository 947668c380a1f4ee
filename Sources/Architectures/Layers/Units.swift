/// What is known of the units between two layers.
struct Units {
  /// Whether they are Gaussian, and if not, since what.
  enum Kind: Equatable {
    case input
    case gaussian
    case changed(by: String)

    var description: String {
      switch self {
      case .input: "the input"
      case .gaussian: "the last weighted layer"
      case .changed(let layer): "the last \(layer)"
      }
    }
  }

  var kind = Kind.input
  /// Whether the input is in them as it is, so that their mean is not 0.
  var haveInput = true
  /// Whether weights of the branch stand on every way from its beginning.
  var isOwn = false

  /// The units behind weights of mean 0 that nothing before knows.
  static let weighted = Units(kind: .gaussian, haveInput: false, isOwn: true)

  func requireGaussian(at path: LayerPath) throws {
    guard kind == .gaussian else {
      throw ArchitectureFailure(path: path, problem: .needsWeights(since: kind.description))
    }
  }

  /// The layers in order.
  mutating func pass(_ layers: [Layer], at path: LayerPath) throws {
    for (index, layer) in layers.enumerated() {
      try layer.definition.change(&self, at: path.inner(index, layer.name))
    }
  }

  /// The units behind a branch that begins with these.
  func behind(branch layers: [Layer], at path: LayerPath) throws -> Units {
    var end = Units(kind: kind, haveInput: haveInput)
    try end.pass(layers, at: path)
    return end
  }
}
