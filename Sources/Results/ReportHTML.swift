extension Report {
  /// The report as one HTML page: no scripts, nothing from the network, pictures beside it.
  public var html: String {
    let entries = sections.map { "<li><a href=\"#\(anchor($0))\">\(HTMLText.escaped($0.judged.title))</a></li>" }
    let data = dataStatements { $0 }.map { "<li>\(MarkdownRenderer.inline($0))</li>" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>WideLimit, \(HTMLText.escaped(tier)) tier</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <h1>WideLimit, \(HTMLText.escaped(tier)) tier</h1>
      <ul class="data">\(data.joined())</ul>
      <p>\(HTMLText.escaped(summary))</p>
      <nav><ul>\(entries.joined())</ul></nav>
      \((sections.map(html) + rest).joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private func html(_ section: Section) -> String {
    let judged = section.judged
    let table = VerdictTable(judged.verdicts)
    var parts = [
      "<section id=\"\(anchor(section))\">", "<h2>\(HTMLText.escaped(judged.title))</h2>",
      "<p class=\"source\"><code>\(HTMLText.escaped(judged.id))</code> · \(HTMLText.escaped(judged.reference))</p>",
      MarkdownRenderer.html(section.narrative),
    ]
    if let picture = section.picture {
      parts.append("<img src=\"\(HTMLText.link(to: picture))\" alt=\"\(HTMLText.escaped(judged.title))\">")
    }
    if !judged.verdicts.isEmpty {
      parts += ["<div class=\"wide\">\(table.html)</div>", "<p>\(HTMLText.escaped(table.summary))</p>"]
      parts += table.explanations.map { "<blockquote>\(MarkdownRenderer.html($0))</blockquote>" }
      if !table.toleranceReasons.isEmpty {
        let reasons = table.toleranceReasons.map { "<li>\(HTMLText.escaped($0))</li>" }.joined()
        parts.append("<details><summary>Tolerances</summary><ul>\(reasons)</ul></details>")
      }
    }
    if !judged.provenance.isEmpty {
      let rows = judged.provenance.map {
        "<tr><th>\(HTMLText.escaped($0.name))</th><td>\(HTMLText.escaped($0.value))</td></tr>"
      }
      parts.append("<details><summary>Provenance</summary><table>\(rows.joined())</table></details>")
    }
    return (parts + ["</section>"]).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The experiments without results, and what is wrong with those that cannot be shown.
  private var rest: [String] {
    func section(_ title: String, _ lines: [String]) -> [String] {
      let items = lines.map { "<li>\(HTMLText.escaped($0))</li>" }.joined()
      return lines.isEmpty ? [] : ["<section>\n<h2>\(title)</h2>\n<ul>\(items)</ul>\n</section>"]
    }
    return section("Without results", absent)
      + section("Results that were not judged", unusable.map(\.message))
  }

  private func anchor(_ section: Section) -> String {
    String(section.judged.id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  private static let style = """
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
    h1, h2 { line-height: 1.2; } section { border-top: 1px solid #ccc; margin-top: 2.5rem; }
    table { border-collapse: collapse; margin: 1rem 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
    th, td { padding: 0.2rem 0.7rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
    .number { text-align: right; white-space: nowrap; } .wide { overflow-x: auto; }
    tr.agrees td:last-child { color: #00694a; } tr.differs td:last-child { color: #a33b00; font-weight: 600; }
    img { max-width: 100%; height: auto; } .source { color: #555; } code { font-size: 0.95em; }
    blockquote { border-left: 3px solid #d0a060; margin: 1rem 0; padding: 0 1rem; }
    details td { overflow-wrap: anywhere; }
    """
}
