/// A set of score keys: a `*` stands for one whole part, so `cifar10/*/relu/test_accuracy` covers every size; a `**` at
/// the end for one part or more, so `cifar10/**` covers whatever begins with that. A file with a star elsewhere, which
/// would stand for itself, is refused.
public struct KeyPattern: Sendable, Hashable, ExpressibleByStringLiteral {
  public let text: String

  public init(_ text: String) { self.text = text }

  public init(stringLiteral text: String) { self.text = text }

  public func covers(_ key: String) -> Bool {
    var wanted = text.split(separator: "/")
    var parts = key.split(separator: "/")
    if wanted.last == "**" {
      wanted.removeLast()
      guard parts.count > wanted.count else { return false }
      parts = Array(parts.prefix(wanted.count))
    }
    return wanted.count == parts.count && zip(wanted, parts).allSatisfy { $0 == "*" || $0 == $1 }
  }
}

extension KeyPattern: Codable {
  /// A star that would stand for itself, though it looks as if it stood for others.
  struct MisplacedStar: Error, CustomStringConvertible {
    let text: String

    var description: String { "'\(text)' has a star where none means anything; use '*' as a part, '**' as the last" }
  }

  /// - Throws: `MisplacedStar`.
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
    let parts = text.split(separator: "/")
    let isClear = parts.enumerated().allSatisfy { place, part in
      !part.contains("*") || part == "*" || (part == "**" && place == parts.count - 1)
    }
    guard isClear else { throw MisplacedStar(text: text) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
