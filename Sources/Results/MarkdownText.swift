import Texts

/// Text inside Markdown.
enum MarkdownText {
  /// `text` as it reads, on one line unless `keepsLines`: what means something to Markdown or HTML has a backslash
  /// before it. A bar is left to `TextTable`, which alone gives it a meaning.
  static func escaped(_ text: String, keepsLines: Bool = false) -> String {
    let characters = Array(keepsLines ? text : text.split(whereSeparator: \.isNewline).joined(separator: " "))
    func isWord(_ position: Int) -> Bool {
      characters.indices.contains(position) && (characters[position].isLetter || characters[position].isNumber)
    }
    return characters.indices.map { position in
      let character = characters[position]
      switch character {
      case "\\", "`", "*", "<", ">", "[", "]", "&", "~": return "\\\(character)"
      // Inside a word it means nothing: σ_w².
      case "_" where !isWord(position - 1) || !isWord(position + 1): return "\\_"
      default: return String(character)
      }
    }.joined().printable(keepsLines: keepsLines)
  }
}
