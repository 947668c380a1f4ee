import Texts

/// Text inside XML 1.0.
enum XMLText {
  /// `text` between tags. Characters that XML 1.0 does not have are replaced by U+FFFD.
  static func escaped(_ text: String) -> String { escaped(text, isAttribute: false) }

  /// ` name="value"`. Line ends and tabs are written as references, which a parser would otherwise make blanks.
  static func attribute(_ name: String, _ value: String) -> String {
    " \(name)=\"\(escaped(value, isAttribute: true))\""
  }

  private static func escaped(_ text: String, isAttribute: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"" where isAttribute: result += "&quot;"
      case "\n" where isAttribute, "\t" where isAttribute, "\r": result += "&#\(scalar.value);"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default:
        if scalar.isSeen { result.unicodeScalars.append(scalar) } else { result += "&#\(scalar.value);" }
      }
    }
    return result
  }
}
