/// The nearest word to a misspelt one.
enum Spelling {
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
