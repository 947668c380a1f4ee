import Foundation
import HDF5
import TestSupport
import Testing

@Suite struct ExternalFilesTests {
  /// The golden files in a folder of their own, where their names lead to one another.
  private func names(_ file: String, among folder: URL) throws -> [String] {
    ExternalFiles.of(folder.appendingPathComponent(file)).filter { !$0.hasDirectoryPath }.map(\.lastPathComponent)
      .sorted()
  }

  @Test(arguments: [
    ("data.h5", []), ("link.h5", ["data.h5"]), ("chain.h5", ["data.h5", "link.h5"]), ("virtual.h5", ["data.h5"]),
    ("raw.h5", ["raw.bin"]), ("numbered.h5", ["part-0.h5"]), ("raw.bin", []), ("nothing.h5", []),
  ])
  func areThoseThatAFileIsReadFrom(file: String, expected: [String]) throws {
    let golden = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    #expect(try names(file, among: golden) == expected)
  }

  /// Its folder may be anywhere, and be named by a symbolic link.
  @Test func areFoundFromOtherFolders() throws {
    let golden = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    try withScratch { folder in
      let link = folder.appendingPathComponent("x.h5")
      let chain = golden.appendingPathComponent("chain.h5")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: chain)
      #expect(try names("x.h5", among: folder) == ["data.h5", "link.h5"])
    }
  }

  @Test func aFileThatIsItsOwnSourceEnds() throws {
    let golden = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    #expect(try !names("own.h5", among: golden).contains("data.h5"))
  }
}
