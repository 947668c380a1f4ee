/// Why a text is refused as JSON.
public struct JSONProblem: Error, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// The grammar of RFC 8259 is broken: what stands there, or what is missing.
    case syntax(String)
    /// An object gives a key twice; readers would take one of the values without a word.
    case repeatedKey(String)
    /// The bytes are text of another encoding, as far as it can be told.
    case notUTF8(String)
    /// Lists and objects are inside each other more often than the reader bears.
    case nestedTooDeep(limit: Int)
  }

  public let kind: Kind
  /// Counted from 1.
  public let line: Int

  public init(_ kind: Kind, line: Int) { (self.kind, self.line) = (kind, line) }

  /// For example `line 3: the key "dense" is given twice in one object`.
  public var description: String {
    switch kind {
    case .syntax(let reason): "line \(line): \(reason)"
    case .repeatedKey(let key): "line \(line): the key \"\(key.printable)\" is given twice in one object"
    case .notUTF8(let what): "line \(line): \(what); save the file as UTF-8"
    case .nestedTooDeep(let limit): "line \(line): lists and objects are nested more than \(limit) deep"
    }
  }
}
