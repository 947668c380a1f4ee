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
    case .dense(let weightVariance, let biasVariance, let learning):
      settings = weights(weightVariance, biasVariance, learning)
    case .convolution(let kernelSize, let padding, let weightVariance, let biasVariance, let learning):
      var all = weights(weightVariance, biasVariance, learning)
      all["kernelSize"] = .number(Double(kernelSize))
      if padding != .zero { all["padding"] = .text(padding.rawValue) }
      settings = all
    case .activation(let nonlinearity): return .object([layer.name: try NonlinearityFile.json(nonlinearity, at: path)])
    case .flatten, .globalAveragePooling(sum: false), .layerNorm: return .text(layer.name)
    case .globalAveragePooling(let sum): settings = ["sum": .boolean(sum)]
    case .averagePooling(let window, let sum):
      var all: [String: JSONValue] = ["window": .number(Double(window))]
      if sum { all["sum"] = .boolean(true) }
      settings = all
    case .dropout(let keep): settings = ["keepProbability": .number(keep)]
    case .residual(let branch): settings = ["layers": try json(branch, at: path)]
    case .parallel(let branches, let join):
      var all: [String: JSONValue] = [
        "branches": .list(try branches.enumerated().map { try json($1, at: path.branch($0)) }), "join": .text("sum"),
      ]
      if case .concatenation(let widths) = join {
        all["join"] = .text("concatenation")
        if !widths.isEmpty { all["widths"] = .list(widths.map(JSONValue.number)) }
      }
      settings = all
    case .repeated(let count, let body):
      settings = ["count": .number(Double(count)), "layers": try json(body, at: path)]
    }
    return .object([layer.name: .object(settings)])
  }

  private static func weights(
    _ weightVariance: Double, _ biasVariance: Double, _ learning: LayerLearning
  ) -> [String: JSONValue] {
    var settings: [String: JSONValue] = ["weightVariance": .number(weightVariance)]
    if biasVariance != 0 { settings["biasVariance"] = .number(biasVariance) }
    switch learning {
    case .ntk: break
    case .none: settings["trainable"] = .boolean(false)
    case .rates(let weights, let biases):
      settings["learningRates"] = .object(["weights": .number(weights), "biases": .number(biases)])
    }
    return settings
  }
}
