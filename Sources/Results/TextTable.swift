/// A table of text that can be printed in a terminal, in Markdown and in HTML.
package struct TextTable {
  enum Alignment { case left, right }

  let header: [String]
  let alignments: [Alignment]
  let rows: [[String]]

  /// Columns padded to equal width, two spaces between them.
  var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return alignments[column] == .left ? cells[column] + space : space + cells[column]
      }
      var line = padded.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
    return ([header] + rows).map(line).joined(separator: "\n")
  }

  package var markdown: String {
    func line(_ cells: [String]) -> String {
      // A line end would end the row.
      let texts = cells.map {
        $0.replacingOccurrences(of: "|", with: "\\|").replacingOccurrences(of: "\n", with: "<br>")
      }
      return "| " + texts.joined(separator: " | ") + " |"
    }
    let rule = "|" + alignments.map { $0 == .left ? "---|" : "---:|" }.joined()
    return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
  }

  /// An HTML table; `rowClass` names the class of each row.
  func html(rowClass: (Int) -> String?) -> String {
    func cells(_ tag: String, _ texts: [String]) -> String {
      texts.indices.map { column in
        let style = alignments[column] == .right ? " class=\"number\"" : ""
        return "<\(tag)\(style)>\(HTMLText.escaped(texts[column]))</\(tag)>"
      }.joined()
    }
    let body = rows.indices.map { row in
      let name = rowClass(row).map { " class=\"\($0)\"" } ?? ""
      return "<tr\(name)>\(cells("td", rows[row]))</tr>"
    }
    return
      "<table>\n<thead><tr>\(cells("th", header))</tr></thead>\n<tbody>\n"
      + body.joined(separator: "\n") + "\n</tbody>\n</table>"
  }
}

extension TextTable {
  /// As the narratives of experiments have them.
  ///
  /// - Parameter numbersFrom: the first column with numbers, which are aligned to the right; nil: there is none.
  package init(_ header: [String], numbersFrom: Int? = nil, rows: [[String]]) {
    let numbers = (numbersFrom ?? header.count)...
    self.init(header: header, alignments: header.indices.map { numbers.contains($0) ? .right : .left }, rows: rows)
  }
}
