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
    guard let definition = LayerRegistry.definition(named: name) else {
      throw ArchitectureFailure(path: place, problem: .unknownLayer(name))
    }
    return try definition.read(settings, at: parent.inner(index, name))
  }

  /// Both spellings of a named thing: `"name"` and `{"name": settings}`.
  private static func nameAndSettings(_ value: JSONValue) -> (name: String, settings: JSONValue)? {
    switch value {
    case .text(let name): return (name, .object([:]))
    case .object(let object) where object.count == 1: return object.first.map { ($0.key, $0.value) }
    default: return nil
    }
  }

  static func nonlinearity(_ value: JSONValue, at path: LayerPath) throws -> Nonlinearity {
    guard let (name, settings) = nameAndSettings(value) else {
      throw ArchitectureFailure(
        path: path,
        problem: .wrongType(
          key: "its value", expected: "a name such as \"relu\" or {\"leakyRelu\": {\"slope\": 0.1}}",
          found: value.description))
    }
    guard let key = NonlinearityKey(rawValue: name) else {
      throw ArchitectureFailure(path: path, problem: .unknownNonlinearity(name))
    }
    let found = try LayerSettings(settings, allowed: key == .leakyRelu ? ["slope"] : [], at: path)
    return switch key {
    case .relu: .relu
    case .leakyRelu: .leakyRelu(slope: try found.number("slope"))
    case .abs: .abs
    case .erf: .erf
    case .gelu: .gelu
    case .sin: .sin
    case .cos: .cos
    case .identity: .identity
    case .tanh: .tanh
    }
  }
}
