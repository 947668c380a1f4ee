import Foundation
import Texts

/// Text inside HTML.
enum HTMLText {
  /// `text` with the characters that mean something to HTML replaced and the unseen
  /// ones shown; safe between tags and in quoted attributes.
  static func escaped(_ text: String) -> String {
    text.printable(keepsLines: true).replacingOccurrences(of: "&", with: "&amp;")
      .replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
      .replacingOccurrences(of: "\"", with: "&quot;")
      .replacingOccurrences(of: "'", with: "&#39;")
  }

  /// A relative path as the value of `src` or `href`.
  static func link(to path: String) -> String {
    escaped(path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path)
  }
}
