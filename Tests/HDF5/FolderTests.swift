import Failures
import Foundation
import HDF5
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
      #expect(throws: HDF5Failure.self) { try Folder.create(file) }
      #expect(throws: HDF5Failure.self) { try Folder.create(file.appendingPathComponent("b")) }
    }
  }
}
