/// Writes layers as JSON in the shortest spelling: settings that have their default are left out, a layer without
/// settings is its name.
enum LayerWriter {
  static func json(_ layers: [Layer], at path: LayerPath) throws -> JSONValue {
    .list(
      try layers.enumerated().map { index, layer in
        try layer.definition.json(at: path.inner(index, layer.name))
      })
  }
}
