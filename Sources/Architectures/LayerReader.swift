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
  static func nameAndSettings(_ value: JSONValue) -> (name: String, settings: JSONValue)? {
    switch value {
    case .text(let name): return (name, .object([:]))
    case .object(let object) where object.count == 1: return object.first.map { ($0.key, $0.value) }
    default: return nil
    }
  }
}
