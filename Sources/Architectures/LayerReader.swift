import Nonlinearities

/// Reads layers from JSON.
enum LayerReader {
  static func layers(_ values: [JSONValue], at path: LayerPath) throws -> [Layer] {
    guard path.depth < CompositionRules.deepestNesting else {
      throw ArchitectureFailure(path: path, problem: .nestedTooDeep(limit: CompositionRules.deepestNesting))
    }
    return try values.enumerated().map { index, value in try layer(value, in: path, index) }
  }

  private static func layer(_ value: JSONValue, in parent: LayerPath, _ index: Int) throws -> Layer {
    let place = parent.inner(index)
    if case .object(let object) = value, object.count != 1 {
      throw ArchitectureFailure(path: place, problem: .notOneLayer(object.keys.sorted()))
    }
    guard let (name, settings) = nameAndSettings(value) else {
      throw ArchitectureFailure(
        path: place, problem: .wrongType(key: "it", expected: "a layer's name or an object", found: value.description))
    }
    guard let key = LayerKey(rawValue: name) else {
      throw ArchitectureFailure(path: place, problem: .unknownLayer(name))
    }
    return try layer(key, settings, at: parent.inner(index, name))
  }

  /// Both spellings of a named thing: `"name"` and `{"name": settings}`.
  private static func nameAndSettings(_ value: JSONValue) -> (name: String, settings: JSONValue)? {
    switch value {
    case .text(let name): return (name, .object([:]))
    case .object(let object) where object.count == 1: return object.first.map { ($0.key, $0.value) }
    default: return nil
    }
  }

  private static func layer(_ key: LayerKey, _ value: JSONValue, at path: LayerPath) throws -> Layer {
    if key == .activation { return .activation(try NonlinearityFile.nonlinearity(value, at: path)) }
    let settings = try LayerSettings(value, allowed: key.settings, at: path)
    switch key {
    case .dense:
      return .dense(
        weightVariance: try settings.number("weightVariance"),
        biasVariance: try settings.number("biasVariance", default: 0), trainable: try settings.learning())
    case .convolution:
      return .convolution(
        kernelSize: try settings.wholeNumber("kernelSize"), padding: try settings.padding("padding"),
        weightVariance: try settings.number("weightVariance"),
        biasVariance: try settings.number("biasVariance", default: 0), trainable: try settings.learning())
    case .averagePooling:
      return .averagePooling(
        window: try settings.wholeNumber("window"), sum: try settings.boolean("sum", default: false))
    case .dropout: return .dropout(keepProbability: try settings.number("keepProbability"))
    case .residual: return .residual(try layers(try settings.list("layers"), at: path))
    case .parallel:
      let branches = try settings.lists("branches").enumerated().map { try layers($1, at: path.branch($0)) }
      return .parallel(branches, join: try settings.join())
    case .repeat:
      return .repeated(
        count: try settings.wholeNumber("count"), layers: try layers(try settings.list("layers"), at: path))
    case .flatten: return .flatten
    case .globalAveragePooling: return .globalAveragePooling(sum: try settings.boolean("sum", default: false))
    case .layerNorm: return .layerNorm
    case .activation: return .activation(try NonlinearityFile.nonlinearity(value, at: path))
    }
  }
}
