import Foundation
import Platform

/// Texts that this program writes, whole or in part: the former are recognised by what stands in their beginning.
package enum OwnText {
  /// Refuses to replace a file that says nothing of the kind: somebody else wrote it. An empty one holds nothing.
  ///
  /// - Parameters:
  ///   - mark: what stands in the first 1,024 bytes of every text of this kind.
  ///   - meant: what the text is, for the message.
  /// - Throws: `FileFailure.isNotOwn`.
  package static func require(_ url: URL, saying mark: String, meant: String) throws {
    guard FileSystem.isRegular(url) else { return }
    let start = try FileHandle(forReadingFrom: url).read(upToCount: 1024) ?? Data()
    if !start.isEmpty, start.range(of: Data(mark.utf8)) == nil {
      throw FileFailure.isNotOwn(path: url.relativePath, meant: meant)
    }
  }

  /// The text that a part of is going to be replaced.
  ///
  /// - Throws: `FileFailure`; `ReferenceFailure.notText` for bytes that are no UTF-8, which would be lost.
  package static func read(_ url: URL) throws -> String {
    let path = url.relativePath
    try AtomicReplacement.requireReplaceable(url)
    close(try FileSystem.open(path, O_RDONLY, "read it"))
    guard let data = try? Data(contentsOf: url), let text = String(validating: data, as: UTF8.self) else {
      throw ReferenceFailure.notText(path)
    }
    return text
  }
}
