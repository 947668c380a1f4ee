import Foundation
import Testing

import Platform

@Suite struct OwnFilesTests {
  /// In a process of its own the last one would be removed; here it is the keeping in mind that can be tested.
  @Test func aFileThatIsRemovedIsForgotten() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    // More often than there are places.
    for _ in 0..<200 {
      try Data().write(to: file)
      OwnFiles.register(file.path)
      OwnFiles.remove(file.path)
      #expect(!FileManager.default.fileExists(atPath: file.path))
    }
    OwnFiles.forget(file.path)
    OwnFiles.register(String(repeating: "x", count: 10_000))
  }
}
