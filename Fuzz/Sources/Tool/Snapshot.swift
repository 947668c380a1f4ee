import Foundation
import Randomness

/// What is in a folder: every name with what it is.
struct Snapshot {
  let entries: [String: String]

  init(_ folder: URL) throws {
    var entries: [String: String] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder.path)
      ?? FileManager.DirectoryEnumerator()
    {
      let path = folder.appending(path: name).path
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
        entries[name] = "link to \(target)"
      } else if let data = try? Data(contentsOf: URL(filePath: path)) {
        var hash = SHA256()
        data.withUnsafeBytes { hash.update($0) }
        entries[name] = hash.digest().hexadecimal
      } else {
        entries[name] = "folder"
      }
    }
    self.entries = entries
  }

  /// The names whose content is another, or gone.
  func changed(in later: Snapshot) -> [String] { entries.filter { later.entries[$0.key] != $0.value }.keys.sorted() }

  func added(in later: Snapshot) -> [String] { later.entries.keys.filter { entries[$0] == nil }.sorted() }
}
