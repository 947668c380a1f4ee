/// How messages spell what was found in a file, and the nearest word to a misspelt one.
enum Spelling {
  /// The text in quotation marks, on one line and not longer than a message bears.
  static func quoted(_ text: String) -> String {
    let shown = String(
      text.unicodeScalars.prefix(40).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0) })
    let printable = shown.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "\"\(printable)\(text.unicodeScalars.count > 40 ? "…" : "")\""
  }

  /// Whole numbers without ".0".
  static func number(_ value: Double) -> String {
    guard value.magnitude < 0x1p53, let whole = Int(exactly: value) else { return "\(value)" }
    return "\(whole)"
  }

  /// The first keys of an object.
  static func keys(_ keys: [String]) -> String {
    keys.isEmpty
      ? "no key" : "the keys " + keys.prefix(4).map(quoted).joined(separator: ", ") + (keys.count > 4 ? ", …" : "")
  }

  /// "did you mean …" when a word is near, "use one of …" otherwise.
  static func suggestion(for word: String, among words: [String]) -> String {
    let folded = word.lowercased()
    let near = words.min { distance(folded, $0.lowercased()) < distance(folded, $1.lowercased()) }
    if let near, distance(folded, near.lowercased()) <= max(2, near.count / 3) { return "did you mean \"\(near)\"?" }
    return "use one of " + words.joined(separator: ", ")
  }

  /// The number of characters to insert, remove or replace. Words past 64 characters count as far from everything.
  static func distance(_ first: String, _ second: String) -> Int {
    let (a, b) = (Array(first), Array(second))
    guard a.count <= 64, b.count <= 64 else { return .max }
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        (diagonal, row[j + 1]) = (row[j + 1], min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1)))
      }
    }
    return row[b.count]
  }
}
