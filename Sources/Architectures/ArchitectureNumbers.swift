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
      Self.visit(try fileForm(writingOut: nil), path: []) {
        found.append(Number(path: $0, value: $1, isWhole: FullForm.isWhole($0)))
      }
      return found
    }
  }

  /// This architecture with another number at some of its places.
  ///
  /// - Throws: `ArchitectureFailure` where the result breaks a rule.
  /// - Precondition: the places are some of `numbers`.
  public func setting(_ paths: [String], to value: Double) throws -> Architecture {
    try setting(Dictionary(paths.map { ($0, value) }) { first, _ in first })
  }

  /// This architecture with other numbers, each at its place. What a file leaves out and is not set stays left out; of
  /// two extents that it leaves out, the one that is not set is as it is here.
  ///
  /// - Throws: `ArchitectureFailure` where the result breaks a rule.
  /// - Precondition: the places are some of `numbers`.
  public func setting(_ numbers: [String: Double]) throws -> Architecture {
    guard
      case .object(let root) = Self.replacing(try fileForm(writingOut: Set(numbers.keys)), path: [], by: numbers),
      case .list(let layers)? = root["layers"]
    else { return self }
    return try Architecture(layers: LayerReader.layers(layers, at: LayerPath()))
  }

  /// The form in files, with numbers at some places, nil for all, written out where a file may leave them out.
  private func fileForm(writingOut places: Set<String>?) throws -> JSONValue {
    guard case .list(let short) = try LayerWriter.json(layers, at: LayerPath()) else { return .null }
    return .object(["layers": .list(FullForm(places: places).layers(short, path: ["layers"]))])
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

  private static func replacing(_ value: JSONValue, path: [String], by numbers: [String: Double]) -> JSONValue {
    switch value {
    case .number: return numbers[path.joined(separator: "/")].map(JSONValue.number) ?? value
    case .list(let items):
      return .list(items.enumerated().map { replacing($1, path: path + ["\($0)"], by: numbers) })
    case .object(let members):
      return .object(
        Dictionary(
          uniqueKeysWithValues: members.map { ($0.key, replacing($0.value, path: path + [$0.key], by: numbers)) }))
    default: return value
    }
  }
}
