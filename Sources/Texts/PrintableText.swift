import Synchronization

/// Texts from files, paths and other programs on their way to a terminal.
///
/// Everything that the tool says passes `String.printable` once, at the place where it is written: what steers a
/// terminal or turns the order of what is read (C0 and C1 controls, line separators, marks of direction and other
/// invisible characters) is shown by its number, `\u{1b}`, and does nothing.
extension String {
  /// This text with `\u{…}` for every character that is not seen; on one line, unless `keepsLines`.
  ///
  /// - Complexity: one pass; a text without such characters is returned as it is.
  public func printable(keepsLines: Bool) -> String {
    let text = ShownPaths.replaced(in: self)
    func isKept(_ scalar: Unicode.Scalar) -> Bool { scalar.isSeen || keepsLines && scalar == "\n" }
    if text.unicodeScalars.allSatisfy(isKept) { return text }
    return text.unicodeScalars.map { isKept($0) ? String($0) : "\\u{\(String($0.value, radix: 16))}" }.joined()
  }

  /// On one line.
  public var printable: String { printable(keepsLines: false) }
}

extension Unicode.Scalar {
  /// Whether the character shows itself and does nothing else: no control, no mark of direction, no line separator.
  public var isSeen: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}

/// Paths that are opened under another name than the user gave (a name that is not UTF-8 has no Swift text), and how
/// messages show them.
public enum ShownPaths {
  private static let names = Mutex<[(path: String, shown: String)]>([])

  /// Shows `name` wherever a message says `path`.
  public static func show(_ path: String, as name: String) {
    names.withLock { names in
      names.append((path, name))
      // The longer first: fd/1 is the beginning of fd/12.
      names.sort { $0.path.utf8.count > $1.path.utf8.count }
    }
  }

  static func replaced(in text: String) -> String {
    names.withLock { names in
      names.reduce(text) { text, name in
        text.split(separator: name.path, omittingEmptySubsequences: false).joined(separator: name.shown)
      }
    }
  }
}
