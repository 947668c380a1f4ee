/// A set of score keys: a `*` stands for one whole part, so `cifar10/*/relu/test_accuracy` covers every size.
public struct KeyPattern: Sendable, Hashable, ExpressibleByStringLiteral {
  public let text: String

  public init(_ text: String) { self.text = text }

  public init(stringLiteral text: String) { self.text = text }

  public func covers(_ key: String) -> Bool {
    let wanted = text.split(separator: "/")
    let parts = key.split(separator: "/")
    return wanted.count == parts.count && zip(wanted, parts).allSatisfy { $0 == "*" || $0 == $1 }
  }
}

extension KeyPattern: Codable {
  public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
