import Foundation

/// Any JSON: how settings of a type that only their experiment knows are stored, compared and shown.
public enum JSONValue: Sendable, Hashable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case number(Double)
  case boolean(Bool)
  case null
}

extension JSONValue: Codable {
  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      self = .object(
        try container.allKeys.reduce(into: [:]) { $0[$1.text] = try container.decode(JSONValue.self, forKey: $1) })
    } else if var container = try? decoder.unkeyedContainer() {
      var values: [JSONValue] = []
      while !container.isAtEnd { values.append(try container.decode(JSONValue.self)) }
      self = .array(values)
    } else {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let boolean = try? container.decode(Bool.self) {
        self = .boolean(boolean)
      } else if let text = try? container.decode(String.self) {
        // Before numbers: infinity is written as a text, and stays one here.
        self = .string(text)
      } else {
        self = .number(try container.decode(Double.self))
      }
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let values):
      var container = encoder.container(keyedBy: Key.self)
      for (key, value) in values { try container.encode(value, forKey: Key(key)) }
    case .array(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    case .string(let text): try encode(text, to: encoder)
    case .number(let number): try encode(number, to: encoder)
    case .boolean(let boolean): try encode(boolean, to: encoder)
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    }
  }

  private func encode(_ value: some Encodable, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  private struct Key: CodingKey {
    let text: String
    var stringValue: String { text }
    var intValue: Int? { nil }
    init(_ text: String) { self.text = text }
    init?(stringValue: String) { text = stringValue }
    init?(intValue: Int) { text = "\(intValue)" }
  }
}

extension JSONValue {
  /// On one line, keys sorted: equal values have equal texts.
  public var text: String {
    guard let data = try? Self.encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  static let encoder = makeEncoder([.sortedKeys, .withoutEscapingSlashes])

  /// Numbers that JSON has not are text, which `decoder` reads: a boundary beyond a grid is infinite.
  static func makeEncoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  static let decoder: JSONDecoder = {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }()
}
