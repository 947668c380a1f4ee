import Foundation
import Platform
import TestSupport
import Testing

/// The same of HDF5 files is tested with them.
@Suite struct AtomicReplacementTests {
  private struct Interrupted: Error {}

  @Test func isAsBeforeOrComplete() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("report.md")
      try AtomicReplacement.replace(url) { try Data("one".utf8).write(to: $0) }
      #expect(throws: Interrupted.self) {
        try AtomicReplacement.replace(url) { temporary in
          try Data("two".utf8).write(to: temporary)
          #expect(try String(contentsOf: url, encoding: .utf8) == "one")
          throw Interrupted()
        }
      }
      #expect(try String(contentsOf: url, encoding: .utf8) == "one")
      try AtomicReplacement.replace(url, startingFrom: url) { temporary in
        #expect(try String(contentsOf: temporary, encoding: .utf8) == "one")
        try Data("three".utf8).write(to: temporary)
      }
      #expect(try String(contentsOf: url, encoding: .utf8) == "three")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report.md"])
    }
  }

  @Test func refusesFoldersAndPipesAndNamesWhatIsMissing() throws {
    try withScratch { folder in
      let pipe = folder.appendingPathComponent("pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(throws: FileFailure.isSpecial(path: pipe.relativePath)) { try AtomicReplacement.replace(pipe) { _ in } }
      #expect(throws: FileFailure.isFolder(path: folder.relativePath, isInput: false)) {
        try AtomicReplacement.replace(folder) { _ in }
      }
      let url = folder.appendingPathComponent("report.md")
      // Nothing was written under the temporary name.
      #expect(throws: FileFailure.missing(path: url.relativePath + ".partial")) {
        try AtomicReplacement.replace(url) { _ in }
      }
    }
  }
}
