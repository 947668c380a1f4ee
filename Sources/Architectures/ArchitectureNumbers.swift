/// The numbers of an architecture by their places in its file, for searches over them.
///
/// A place is the keys and indices that lead there from the top, such as `layers/1/repeat/layers/0/dense/biasVariance`.
extension Architecture {
  /// One number of the file.
  public struct Number: Sendable, Hashable {
    public let path: String
    public let value: Double
    /// Whether only whole numbers make sense there.
    public let isWhole: Bool

    /// The last key.
    public var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  }

  /// All numbers in the order of the layers, keys by the alphabet; those too that a file may leave out.
  ///
  /// - Throws: `ArchitectureFailure` for a custom nonlinearity, which has no form in files.
  public var numbers: [Number] {
    get throws {
      var found: [Number] = []
      Self.visit(try fileForm, path: []) { found.append(Number(path: $0, value: $1, isWhole: Self.isWhole($0))) }
      return found
    }
  }

  /// This architecture with another number at some of its places.
  ///
  /// - Throws: `ArchitectureFailure` where the result breaks a rule.
  /// - Precondition: the places are some of `numbers`.
  public func setting(_ paths: [String], to value: Double) throws -> Architecture {
    let wanted = Set(paths)
    guard case .object(let root) = Self.replacing(try fileForm, path: [], wanted, by: value),
      case .list(let layers)? = root["layers"]
    else { return self }
    return try Architecture(layers: LayerReader.layers(layers, at: LayerPath()))
  }

  /// The form in files, with what has a default written out where it is a number.
  private var fileForm: JSONValue {
    get throws { Self.withDefaults(.object(["layers": try LayerWriter.json(layers, at: LayerPath())])) }
  }

  private static func withDefaults(_ value: JSONValue) -> JSONValue {
    switch value {
    case .list(let items): return .list(items.map(withDefaults))
    case .object(var members):
      if members["weightVariance"] != nil, members["biasVariance"] == nil { members["biasVariance"] = .number(0) }
      return .object(members.mapValues(withDefaults))
    default: return value
    }
  }

  private static func isWhole(_ path: String) -> Bool {
    // One of two extents stands at an index behind the key.
    path.split(separator: "/").last { Int($0) == nil }.map { LayerRegistry.wholeSettings.contains(String($0)) } ?? false
  }

  private static func visit(_ value: JSONValue, path: [String], _ body: (String, Double) -> Void) {
    switch value {
    case .number(let number): body(path.joined(separator: "/"), number)
    case .list(let items):
      for (index, item) in items.enumerated() { visit(item, path: path + ["\(index)"], body) }
    case .object(let members):
      for key in members.keys.sorted() { if let member = members[key] { visit(member, path: path + [key], body) } }
    default: break
    }
  }

  private static func replacing(_ value: JSONValue, path: [String], _ paths: Set<String>, by new: Double) -> JSONValue {
    switch value {
    case .number: return paths.contains(path.joined(separator: "/")) ? .number(new) : value
    case .list(let items):
      return .list(items.enumerated().map { replacing($1, path: path + ["\($0)"], paths, by: new) })
    case .object(let members):
      return .object(
        Dictionary(
          uniqueKeysWithValues: members.map { ($0.key, replacing($0.value, path: path + [$0.key], paths, by: new)) }))
    default: return value
    }
  }
}
