import Foundation
import Platform
import TestSupport
import Testing

@Suite struct FileStampTests {
  @Test func isAnotherWhenTheFileIs() throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("a")
      try Data("xyz".utf8).write(to: file)
      let first = try #require(FileStamp(file))
      #expect(FileStamp(file) == first && !first.isOld)
      let past = Date(timeIntervalSinceNow: -1000)
      try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: file.path)
      let touched = FileStamp(file)
      #expect(touched != first)
      // Of another size, and then the same size and time in another file.
      try Data("xyzu".utf8).write(to: file)
      try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: file.path)
      #expect(FileStamp(file) != touched)
      try Data("xyz".utf8).write(to: file, options: .atomic)
      try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: file.path)
      #expect(FileStamp(file) != touched)
      #expect(FileStamp(folder.appendingPathComponent("none")) == nil)
    }
  }

  @Test func isOldWhenTheFileWasNotChangedForASecond() throws {
    #expect(try #require(FileStamp(URL(filePath: "/proc/self/exe"))).isOld)
  }
}
