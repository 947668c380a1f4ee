import Failures
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct FolderTests {
  @Test func makesAllThatAreMissing() throws {
    try withScratch { scratch in
      let url = scratch.appendingPathComponent("a/b/c")
      try Folder.create(url)
      try Folder.create(url)
      #expect((try url.resourceValues(forKeys: [.isDirectoryKey])).isDirectory == true)
    }
  }

  @Test func refusesAFileInTheWay() throws {
    try withScratch { scratch in
      let file = scratch.appendingPathComponent("a")
      try Data().write(to: file)
      for url in [file, file.appendingPathComponent("b"), file.appendingPathComponent("b/c")] {
        #expect(throws: FileFailure.isFile(path: file.relativePath)) { try Folder.create(url) }
      }
    }
  }
}
