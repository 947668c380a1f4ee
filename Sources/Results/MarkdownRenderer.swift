import Foundation

/// The part of Markdown that narratives use, as HTML: paragraphs, headings, bullet lists, pipe tables, `code`,
/// **bold**, *emphasis*, [links](https://…). Everything else is text, and all text is escaped.
enum MarkdownRenderer {
  static func html(_ markdown: String) -> String {
    let lines = markdown.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    var blocks: [String] = []
    var position = 0
    while position < lines.count {
      let kind = Kind(lines[position])
      var end = position + 1
      while kind != .heading, end < lines.count, Kind(lines[end]) == kind { end += 1 }
      blocks.append(block(kind, Array(lines[position..<end])))
      position = end
    }
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private enum Kind {
    case empty, heading, list, table, text

    init(_ line: String) {
      if line.isEmpty {
        self = .empty
      } else if line.hasPrefix("#") {
        self = .heading
      } else if line.hasPrefix("- ") {
        self = .list
      } else {
        self = line.hasPrefix("|") ? .table : .text
      }
    }
  }

  private static func block(_ kind: Kind, _ lines: [String]) -> String {
    switch kind {
    case .empty: return ""
    case .heading:
      // Narratives stand inside a section, whose own heading is h2.
      let text = lines[0].drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
      return "<h3>\(inline(text))</h3>"
    case .list: return "<ul>\(lines.map { "<li>\(inline(String($0.dropFirst(2))))</li>" }.joined())</ul>"
    case .table: return table(lines)
    case .text: return "<p>\(inline(lines.joined(separator: " ")))</p>"
    }
  }

  private static func table(_ lines: [String]) -> String {
    let rows = lines.map(cells)
    let isRule: ([String]) -> Bool = { $0.allSatisfy { !$0.isEmpty && $0.allSatisfy { "-: ".contains($0) } } }
    let alignments = rows.first(where: isRule)?.map { $0.hasSuffix(":") } ?? []
    let body = rows.enumerated().filter { !isRule($0.element) }.map { index, row in
      let tag = index == 0 && !alignments.isEmpty ? "th" : "td"
      let cells = row.enumerated().map { column, cell in
        let style = alignments.indices.contains(column) && alignments[column] ? " class=\"number\"" : ""
        return "<\(tag)\(style)>\(inline(cell))</\(tag)>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return "<div class=\"wide\"><table>\n\(body.joined(separator: "\n"))\n</table></div>"
  }

  private static func cells(_ line: String) -> [String] {
    let bar = "\u{0}"
    var inner = line.replacingOccurrences(of: "\\|", with: bar).dropFirst()
    if inner.hasSuffix("|") { inner = inner.dropLast() }
    return inner.components(separatedBy: "|").map {
      $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: bar, with: "|")
    }
  }

  /// Marks inside a line; what stands between back quotes is left alone.
  static func inline(_ text: String) -> String {
    let pieces = text.components(separatedBy: "`")
    guard pieces.count % 2 == 1 else { return marked(HTMLText.escaped(text)) }
    return pieces.enumerated().map { index, piece in
      let escaped = HTMLText.escaped(piece)
      return index % 2 == 1 ? "<code>\(escaped)</code>" : marked(escaped)
    }.joined()
  }

  private static func marked(_ escaped: String) -> String {
    let rules = [
      (#"\[([^\]]+)\]\((https?://[^)\s]+)\)"#, "<a href=\"$2\">$1</a>"),
      (#"\*\*([^*]+)\*\*"#, "<strong>$1</strong>"),
      (#"(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])"#, "<em>$1</em>"),
    ]
    return rules.reduce(escaped) {
      $0.replacingOccurrences(of: $1.0, with: $1.1, options: .regularExpression)
    }
  }
}
