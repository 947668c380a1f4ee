import Nonlinearities

/// Layers of a file with numbers written out that the file leaves out, as they then are.
///
/// Learning rates are no such numbers: a layer has both or none.
struct FullForm {
  /// The places that are written out; nil for all.
  let places: Set<String>?

  func layers(_ values: [JSONValue], path: [String]) -> [JSONValue] {
    values.enumerated().map { layer($1, path: path + ["\($0)"]) }
  }

  private func layer(_ value: JSONValue, path: [String]) -> JSONValue {
    guard let (name, settings) = LayerReader.nameAndSettings(value),
      let definition = LayerRegistry.definition(named: name)
    else { return value }
    let full = definition.completed(settings, by: self, path: path + [name])
    return full == settings ? value : .object([name: full])
  }

  /// The settings with those of `standards` that are left out, and likewise of the layers inside.
  func settings(
    _ value: JSONValue, path: [String], standards: ([String: JSONValue]) -> [String: JSONValue]
  ) -> JSONValue {
    guard case .object(var members) = value else { return value }
    for (key, standard) in standards(members) where members[key] == nil && isWritten(path + [key]) {
      members[key] = standard
    }
    for (key, member) in members {
      guard case .list(let items) = member else { continue }
      switch key {
      case "layers": members[key] = .list(layers(items, path: path + [key]))
      case "branches":
        members[key] = .list(
          items.enumerated().map { index, branch in
            guard case .list(let inner) = branch else { return branch }
            return .list(layers(inner, path: path + [key, "\(index)"]))
          })
      default: break
      }
    }
    return .object(members)
  }

  /// A setting may be a list, whose numbers stand at its indices.
  private func isWritten(_ path: [String]) -> Bool {
    guard let places else { return true }
    let place = path.joined(separator: "/")
    return places.contains { $0 == place || $0.hasPrefix(place + "/") }
  }

  /// Whether only whole numbers make sense at a place.
  static func isWhole(_ place: String) -> Bool {
    // One of two extents stands at an index behind the key.
    let keys = place.split(separator: "/").filter { Int($0) == nil }.suffix(2).map(String.init)
    guard keys.count == 2 else { return false }
    if let definition = LayerRegistry.definition(named: keys[0]) { return definition.wholeSettings.contains(keys[1]) }
    let form = NonlinearityForm.all.first { $0.name == keys[0] }
    return form?.parameters.contains { $0.name == keys[1] && $0.kind == .wholeNumber } ?? false
  }
}
