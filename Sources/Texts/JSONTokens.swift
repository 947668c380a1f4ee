/// The two tokens of JSON that have a grammar of their own.
extension JSONScanner {
  /// -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?, within float64.
  mutating func number() throws(JSONProblem) -> Double {
    let start = position
    skip("-")
    let whole = position
    try digits()
    if bytes[whole] == UInt8(ascii: "0"), position > whole + 1 { throw problem(.syntax("a number begins with 0")) }
    if skip(".") { try digits() }
    if skip("e") || skip("E") {
      if !skip("+") { skip("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw problem(.syntax("\(text.prefix(20)) is a number that float64 cannot hold"))
    }
    return value
  }

  @discardableResult private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func digits() throws(JSONProblem) {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    if position == start { throw unexpected("where a digit is expected") }
  }

  /// The text between quotation marks, escapes replaced.
  mutating func string() throws(JSONProblem) -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        text += try escape().utf8
      case 0..<0x20:
        let name = byte == UInt8(ascii: "\n") ? "a line end" : "a control character"
        throw problem(.syntax("\(name) inside a text in quotation marks"))
      default:
        text.append(byte)
        position += 1
      }
    }
    throw problem(.syntax("the text ends inside quotation marks"))
  }

  private mutating func escape() throws(JSONProblem) -> String {
    guard position < bytes.count else { throw problem(.syntax("the text ends inside quotation marks")) }
    let short: [UInt8: String] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
      UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let character = short[bytes[position]] {
      position += 1
      return character
    }
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), position < bytes.count, bytes[position] == UInt8(ascii: "\\") {
      position += 1
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw problem(.syntax("half of a surrogate pair (\\u\(String(units[0], radix: 16)))"))
    }
    return text
  }

  /// `uXXXX`, behind its backslash.
  private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
    let digits = bytes[position...].dropFirst().prefix(4)
    let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }
    guard bytes[position...].first == UInt8(ascii: "u"), digits.count == 4, isHexadecimal,
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem(.syntax("an escape that JSON does not have")) }
    position += 5
    return unit
  }
}
