import Foundation
import HDF5
import Testing

@Suite struct AtomicReplacementTests {
  private struct Interrupted: Error {}

  @Test func leavesTheFormerFileWhenTheBodyThrows() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("k.h5")
      try HDF5File.replace(url) { try $0.root.setAttribute("version", 1) }
      for original in [nil, url] {
        #expect(throws: Interrupted.self) {
          try HDF5File.replace(url, startingFrom: original) { file in
            try file.root.setAttribute("version", 2)
            throw Interrupted()
          }
        }
        #expect(try HDF5File.open(url).root.numberAttribute("version", as: Int.self) == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["k.h5"])
      }
    }
  }

  @Test func showsNothingUnderTheNameBeforeItIsComplete() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("k.h5")
      try HDF5File.replace(url) { file in
        try file.flush()
        #expect(!FileManager.default.fileExists(atPath: url.path))
        #expect(FileManager.default.fileExists(atPath: url.path + ".partial"))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["k.h5"])
    }
  }

  @Test func tellsOfAMissingFolder() {
    #expect(throws: HDF5Failure.missing(path: "/nowhere")) {
      try HDF5File.replace(URL(fileURLWithPath: "/nowhere/k.h5")) { _ in }
    }
  }
}
