import Texts

/// Any JSON, so that what is wrong in an architecture file can be said with the layer's place.
enum JSONValue: Codable, Hashable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Nesting of lists and objects past which a file is no architecture; each layer inside another takes three.
  static let deepestNesting = 3 * (CompositionRules.deepestNesting + 2)

  init(_ tree: JSONTree) {
    self =
      switch tree {
      case .null: .null
      case .boolean(let value): .boolean(value)
      case .number(let value): .number(value)
      case .text(let value): .text(value)
      case .list(let values): .list(values.map(Self.init))
      case .object(let values): .object(values.mapValues(Self.init))
      }
  }

  init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count <= Self.deepestNesting else {
      throw ArchitectureFailure(problem: .nestedTooDeep(limit: CompositionRules.deepestNesting))
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if (try? decoder.unkeyedContainer()) != nil {
      self = .list(try container.decode([JSONValue].self))
    } else if (try? decoder.container(keyedBy: AnyKey.self)) != nil {
      self = .object(try container.decode([String: JSONValue].self))
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a number that float64 cannot hold")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// What a message calls the value.
  var description: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let value): Spelling.number(value)
    case .text(let value): "the text \(Spelling.quoted(value))"
    case .list: "a list"
    case .object: "an object"
    }
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
