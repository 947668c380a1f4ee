import Foundation
import Platform

/// Texts that this program writes whole, recognised by what stands in their beginning.
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
}
