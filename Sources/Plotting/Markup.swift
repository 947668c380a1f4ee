import CPangoCairo

/// Text in Pango markup: `σ<sub>w</sub><sup>2</sup>`, `<i>K</i>(θ)`, `<b>…</b>`.
public enum Markup {
  /// `text` with the characters that mean something in markup replaced, to show it as it is.
  public static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
    return result
  }

  /// Throws `FigureFailure.badMarkup` for text that Pango cannot read.
  static func check(_ text: String) throws {
    var error: UnsafeMutablePointer<GError>?
    if text.utf8.contains(0) { throw FigureFailure.badMarkup(text: text, reason: "it holds a zero byte") }
    if pango_parse_markup(text, -1, 0, nil, nil, nil, &error) == 0 {
      let reason = error.flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "unknown error"
      g_error_free(error)
      throw FigureFailure.badMarkup(text: text, reason: reason)
    }
  }
}
