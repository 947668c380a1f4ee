import Nonlinearities

/// Writes layers as JSON in the shortest spelling: settings that have their default are left out, a layer without
/// settings is its name.
enum LayerWriter {
  static func json(_ layers: [Layer], at path: LayerPath) throws -> JSONValue {
    .list(
      try layers.enumerated().map { index, layer in
        try json(layer, at: path.inner(index, layer.name))
      })
  }

  private static func json(_ layer: Layer, at path: LayerPath) throws -> JSONValue {
    let settings: [String: JSONValue]
    switch layer {
    case .dense(let weightVariance, let biasVariance, let trainable):
      settings = weights(weightVariance, biasVariance, trainable)
    case .convolution(let kernelSize, let padding, let weightVariance, let biasVariance, let trainable):
      var all = weights(weightVariance, biasVariance, trainable)
      all["kernelSize"] = .number(Double(kernelSize))
      if padding != .zero { all["padding"] = .text(padding.rawValue) }
      settings = all
    case .activation(let nonlinearity): return .object([layer.name: try json(nonlinearity, at: path)])
    case .flatten, .globalAveragePooling, .layerNorm: return .text(layer.name)
    case .averagePooling(let window): settings = ["window": .number(Double(window))]
    case .dropout(let keep): settings = ["keepProbability": .number(keep)]
    case .residual(let branch): settings = ["layers": try json(branch, at: path)]
    case .repeated(let count, let body):
      settings = ["count": .number(Double(count)), "layers": try json(body, at: path)]
    }
    return .object([layer.name: .object(settings)])
  }

  private static func weights(_ weightVariance: Double, _ biasVariance: Double, _ trainable: Bool) -> [String:
    JSONValue]
  {
    var settings: [String: JSONValue] = ["weightVariance": .number(weightVariance)]
    if biasVariance != 0 { settings["biasVariance"] = .number(biasVariance) }
    if !trainable { settings["trainable"] = .boolean(false) }
    return settings
  }

  private static func json(_ nonlinearity: Nonlinearity, at path: LayerPath) throws -> JSONValue {
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
