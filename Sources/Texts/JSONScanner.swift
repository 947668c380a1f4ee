/// Reads JSON byte by byte and keeps nothing but the keys of the objects around it.
struct JSONScanner {
  let bytes: [UInt8]
  private let deepest: Int
  var position = 0
  private var line = 1
  private var depth = 0

  init(_ bytes: [UInt8], deepest: Int) { (self.bytes, self.deepest) = (bytes, deepest) }

  mutating func document() throws(JSONProblem) {
    try value()
    if next != nil { throw unexpected("behind the end of the value") }
  }

  private mutating func value() throws(JSONProblem) {
    switch next {
    case UInt8(ascii: "{"): try nested { (scanner) throws(JSONProblem) in try scanner.object() }
    case UInt8(ascii: "["): try nested { (scanner) throws(JSONProblem) in try scanner.list() }
    case UInt8(ascii: "\""): _ = try string()
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): try number()
    default:
      for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return
      }
      throw unexpected("where a value is expected")
    }
  }

  private mutating func nested(_ body: (inout JSONScanner) throws(JSONProblem) -> Void) throws(JSONProblem) {
    depth += 1
    if depth > deepest { throw problem(.nestedTooDeep(limit: deepest)) }
    position += 1
    try body(&self)
    depth -= 1
  }

  private mutating func object() throws(JSONProblem) {
    var keys: Set<String> = []
    if take("}") { return }
    repeat {
      guard next == UInt8(ascii: "\"") else { throw unexpected("where a key in quotation marks is expected") }
      let key = try string()
      if !keys.insert(key).inserted { throw problem(.repeatedKey(String(key.prefix(60)))) }
      guard take(":") else { throw unexpected("where the colon behind a key is expected") }
      try value()
    } while take(",")
    guard take("}") else { throw unexpected("where a comma or } is expected") }
  }

  private mutating func list() throws(JSONProblem) {
    if take("]") { return }
    repeat { try value() } while take(",")
    guard take("]") else { throw unexpected("where a comma or ] is expected") }
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
