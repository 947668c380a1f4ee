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
  /// - Complexity: one pass; memory is the keys of the objects around a place.
  public static func checked(_ data: Data, deepest: Int = 256) throws(JSONProblem) -> Data {
    let text = data.starts(with: [0xEF, 0xBB, 0xBF]) ? Data(data.dropFirst(3)) : data
    let bytes = [UInt8](text)
    try TextEncoding.requireUTF8(bytes)
    var scanner = JSONScanner(bytes, deepest: deepest)
    try scanner.document()
    return text
  }
}
