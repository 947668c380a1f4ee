import Foundation

/// The settings of an experiment as its results file and its recorded run keep them: a JSON object, from which
/// `scores`, `figure` and `narrative` have every size they speak of.
public struct SettingsRecord: Sendable, Hashable {
  public let value: JSONValue

  public init(_ value: JSONValue) { self.value = value }

  /// - Throws: `EncodingError` for settings that are no JSON.
  public init(_ settings: some Encodable) throws {
    value = try JSONValue.decoder.decode(JSONValue.self, from: JSONValue.encoder.encode(settings))
  }

  /// - Throws: `DecodingError` for what is no JSON.
  public init(text: String) throws {
    value = try JSONValue.decoder.decode(JSONValue.self, from: Data(text.utf8))
  }

  /// On one line, keys sorted: equal settings have equal texts.
  public var text: String { value.text }

  /// - Throws: `DecodingError` for settings of another version of the experiment.
  public func decoded<Settings: Decodable>(as: Settings.Type = Settings.self) throws -> Settings {
    try JSONValue.decoder.decode(Settings.self, from: JSONValue.encoder.encode(value))
  }

  /// The first setting, by name, that differs from `other`'s: "training 500, not 1000"; nil if none does.
  public func difference(from other: SettingsRecord) -> String? {
    Self.difference(value, other.value, path: "")
  }

  private static func difference(_ a: JSONValue, _ b: JSONValue, path: String) -> String? {
    if a == b { return nil }
    if case .object(let first) = a, case .object(let second) = b {
      for key in Set(first.keys).union(second.keys).sorted() {
        let name = path.isEmpty ? key : path + "." + key
        let found = difference(first[key] ?? .null, second[key] ?? .null, path: name)
        if let found { return found }
      }
    }
    return "\(path.isEmpty ? "settings" : path) \(a.text), not \(b.text)"
  }
}

extension SettingsRecord: Codable {
  public init(from decoder: any Decoder) throws { value = try JSONValue(from: decoder) }

  public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
