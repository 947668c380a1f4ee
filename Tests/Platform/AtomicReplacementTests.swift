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

  /// Work that goes on in the new file: what has the name stays until the end.
  @Test func mayBeNamedOtherwiseForTheTimeBeing() throws {
    try withScratch { folder in
      let (url, partial) = (folder.appendingPathComponent("k.h5"), folder.appendingPathComponent("k.h5.partial"))
      try Data("former".utf8).write(to: url)
      chmod(url.path, 0o640)
      try AtomicReplacement.replace(url, named: partial) { try Data("new".utf8).write(to: $0) }
      #expect(try String(contentsOf: url, encoding: .utf8) == "former")
      try FileSystem.rename(partial, to: url)
      #expect(try String(contentsOf: url, encoding: .utf8) == "new")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["k.h5"])
      var information = stat()
      #expect(stat(url.path, &information) == 0 && information.st_mode & 0o777 == 0o640)
    }
  }

  @Test func refusesFoldersAndPipes() throws {
    try withScratch { folder in
      let pipe = folder.appendingPathComponent("pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(throws: FileFailure.isSpecial(path: pipe.relativePath)) { try AtomicReplacement.replace(pipe) { _ in } }
      #expect(throws: FileFailure.isFolder(path: folder.relativePath, isInput: false)) {
        try AtomicReplacement.replace(folder) { _ in }
      }
    }
  }

  /// Of the temporary name nobody has heard.
  @Test func failuresNameTheDestination() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("report.md")
      #expect(throws: FileFailure.system(path: url.relativePath, action: "write it", errorNumber: ENOSPC)) {
        try AtomicReplacement.replace(url) { temporary -> Void in
          throw FileFailure.operatingSystem(temporary.relativePath, "write it", ENOSPC)
        }
      }
      #expect(throws: FileFailure.missing(path: folder.appendingPathComponent("none").relativePath)) {
        try AtomicReplacement.write(Data(), to: folder.appendingPathComponent("none/report.md"))
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }
}
