/// Which encoding bytes are in, as far as a message can tell.
enum TextEncoding {
  /// - Throws: `JSONProblem.Kind.notUTF8`, with the line and the encoding that it looks like.
  static func requireUTF8(_ bytes: [UInt8]) throws(JSONProblem) {
    if let name = wideEncoding(bytes) { throw JSONProblem(.notUTF8("the text is \(name), not UTF-8"), line: 1) }
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    // Only a refused text is read scalar by scalar, for the line.
    var (parser, iterator) = (Unicode.UTF8.ForwardParser(), bytes.makeIterator())
    var (offset, line) = (0, 1)
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) {
      offset += scalar.count
      if scalar.first == UInt8(ascii: "\n") { line += 1 }
    }
    let byte = bytes.indices.contains(offset) ? "0x" + String(bytes[offset], radix: 16) : "at the end"
    throw JSONProblem(.notUTF8("byte \(byte) is not UTF-8 (perhaps Latin-1)"), line: line)
  }

  /// UTF-16 or UTF-32 by its byte order mark or by the zeros beside the first character, which is ASCII in JSON.
  private static func wideEncoding(_ bytes: [UInt8]) -> String? {
    let head = Array(bytes.prefix(4))
    if head == [0, 0, 0xFE, 0xFF] || head == [0xFF, 0xFE, 0, 0] { return "UTF-32" }
    if head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0xFF, 0xFE]) { return "UTF-16" }
    guard head.count == 4 else { return nil }
    switch (head[0] == 0, head[1] == 0, head[2] == 0, head[3] == 0) {
    case (true, true, true, false), (false, true, true, true): return "UTF-32"
    case (true, false, true, false), (false, true, false, true), (true, false, false, false): return "UTF-16"
    default: return nil
    }
  }
}
