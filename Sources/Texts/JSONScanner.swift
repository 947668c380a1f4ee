/// Reads JSON byte by byte.
struct JSONScanner {
  let bytes: [UInt8]
  private let deepest: Int
  var position = 0
  private var line = 1
  private var depth = 0

  init(_ bytes: [UInt8], deepest: Int) { (self.bytes, self.deepest) = (bytes, deepest) }

  mutating func document() throws(JSONProblem) -> JSONTree {
    let whole = try value()
    if next != nil { throw unexpected("behind the end of the value") }
    return whole
  }

  private static let words: [(text: String, value: JSONTree)] = [
    ("true", .boolean(true)), ("false", .boolean(false)), ("null", .null),
  ]

  private mutating func value() throws(JSONProblem) -> JSONTree {
    switch next {
    case UInt8(ascii: "{"): return try nested { (scanner) throws(JSONProblem) in try scanner.object() }
    case UInt8(ascii: "["): return try nested { (scanner) throws(JSONProblem) in try scanner.list() }
    case UInt8(ascii: "\""): return .text(try string())
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): return .number(try number())
    default:
      for word in Self.words where bytes[position...].starts(with: word.text.utf8) {
        position += word.text.utf8.count
        return word.value
      }
      throw unexpected("where a value is expected")
    }
  }

  private mutating func nested(
    _ body: (inout JSONScanner) throws(JSONProblem) -> JSONTree
  ) throws(JSONProblem) -> JSONTree {
    depth += 1
    if depth > deepest { throw problem(.nestedTooDeep(limit: deepest)) }
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(JSONProblem) -> JSONTree {
    var members: [String: JSONTree] = [:]
    if take("}") { return .object(members) }
    var keys: Set<String> = []
    repeat {
      guard next == UInt8(ascii: "\"") else { throw unexpected("where a key in quotation marks is expected") }
      let key = try string()
      if !keys.insert(key).inserted { throw problem(.repeatedKey(String(key.prefix(60)))) }
      guard take(":") else { throw unexpected("where the colon behind a key is expected") }
      members[key] = try value()
    } while take(",")
    guard take("}") else { throw unexpected("where a comma or } is expected") }
    return .object(members)
  }

  private mutating func list() throws(JSONProblem) -> JSONTree {
    var values: [JSONTree] = []
    if take("]") { return .list(values) }
    repeat { values.append(try value()) } while take(",")
    guard take("]") else { throw unexpected("where a comma or ] is expected") }
    return .list(values)
  }

  /// The byte behind blanks; nil at the end.
  private var next: UInt8? {
    mutating get {
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "\n"): line += 1
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
        default: return bytes[position]
        }
        position += 1
      }
      return nil
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  func problem(_ kind: JSONProblem.Kind) -> JSONProblem { JSONProblem(kind, line: line) }

  /// What stands here instead of what should.
  func unexpected(_ place: String) -> JSONProblem {
    guard position < bytes.count else { return problem(.syntax("the text ends \(place)")) }
    // The text is UTF-8, so that the character here is whole.
    let here = String(decoding: bytes[position...].prefix(12), as: UTF8.self)
    let word = here.prefix { $0.isLetter }
    let shown = word.count > 1 ? String(word) : String(here.prefix(1))
    return problem(.syntax("\"\(shown.printable)\" \(place)"))
  }
}
