import Nonlinearities

/// Writes layers as JSON in the shortest spelling: settings that have their default are left out, a layer without
/// settings is its name.
enum LayerWriter {
  static func json(_ layers: [Layer], at path: LayerPath) throws -> JSONValue {
    .list(
      try layers.enumerated().map { index, layer in
        try layer.definition.json(at: path.inner(index, layer.name))
      })
  }

  static func json(_ nonlinearity: Nonlinearity, at path: LayerPath) throws -> JSONValue {
    let key: NonlinearityKey
    switch nonlinearity {
    case .leakyRelu(let slope):
      return .object([NonlinearityKey.leakyRelu.rawValue: .object(["slope": .number(slope)])])
    case .custom(let custom):
      throw ArchitectureFailure(path: path, problem: .notInFiles(nonlinearity: custom.name))
    case .relu: key = .relu
    case .abs: key = .abs
    case .erf: key = .erf
    case .gelu: key = .gelu
    case .sin: key = .sin
    case .cos: key = .cos
    case .identity: key = .identity
    case .tanh: key = .tanh
    }
    return .text(key.rawValue)
  }
}
