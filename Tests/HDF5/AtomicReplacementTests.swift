import Foundation
import HDF5
import Platform
import TestSupport
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
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count == 1 && names[0].hasPrefix(".k.h5.") && names[0].hasSuffix(".widelimit-new"))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["k.h5"])
    }
  }

  /// As root, a rename to /dev/null would succeed.
  @Test func leavesDevicesAndPipesAlone() throws {
    try withScratch { folder in
      let pipe = folder.appendingPathComponent("pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(throws: FileFailure.isSpecial(path: pipe.relativePath)) { try HDF5File.replace(pipe) { _ in } }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == ["pipe"])
    }
  }

  @Test func namesTheFileThatIsNoFolder() throws {
    try withScratch { folder in
      let file = folder.appendingPathComponent("a")
      try Data().write(to: file)
      #expect(throws: FileFailure.isFile(path: file.relativePath)) {
        try HDF5File.replace(file.appendingPathComponent("b/k.h5")) { _ in }
      }
    }
  }

  @Test func tellsOfAMissingFolder() {
    #expect(throws: FileFailure.missing(path: "/nowhere")) {
      try HDF5File.replace(URL(fileURLWithPath: "/nowhere/k.h5")) { _ in }
    }
  }
}
