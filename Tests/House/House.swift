import Foundation

/// The repository as the tests of this folder read it.
enum House {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The folders directly in `path`.
  static func folders(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      at: root.appending(path: path), includingPropertiesForKeys: [.isDirectoryKey]
    ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
      .map(\.lastPathComponent).filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Every Swift file under `path`, relative to it.
  static func swiftFiles(in path: String) throws -> [String] {
    let folder = root.appending(path: path)
    guard let files = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
  }

  /// The floor of every module, read from the table in Sources/README.md.
  static func floors() throws -> [String: Int] {
    var floors: [String: Int] = [:]
    for line in try text("Sources/README.md").split(separator: "\n") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count >= 2, let floor = Int(cells[0]) else { continue }
      for name in cells[1].split(separator: ",") { floors[name.trimmingCharacters(in: .whitespaces)] = floor }
    }
    return floors
  }

  /// The modules that a file imports, whatever stands before `import`.
  static func imports(in source: String) -> [String] {
    source.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map(String.init)
      guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
        words[..<position].allSatisfy({ $0.hasPrefix("@") || accessLevels.contains($0) })
      else { return nil }
      let kinds = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
      let name = words[kinds.contains(words[position + 1]) && position + 2 < words.count ? position + 2 : position + 1]
      return name.split(separator: ".").first.map(String.init)
    }
  }

  private static let accessLevels = ["public", "package", "internal", "fileprivate", "private"]

  /// `source` without comments and string literals, so that a search finds code alone.
  static func code(of source: String) -> String {
    var text = source
    for pattern in [#"(?s)/\*.*?\*/"#, #"(?s)\"\"\".*?\"\"\""#, #""(\\.|[^"\\\n])*""#, "//[^\n]*"] {
      text = text.replacingOccurrences(of: pattern, with: "", options: .regularExpression)
    }
    return text
  }
}
