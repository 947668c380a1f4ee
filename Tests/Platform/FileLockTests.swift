import Failures
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct FileLockTests {
  @Test func namesTheHolderAndTheFile() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("table.h5")
      let lock = try FileLock(for: url)
      let expected = FileFailure.locked(path: url.relativePath, process: getpid())
      #expect(throws: expected) { try FileLock(for: url) }
      #expect(expected.exitStatus == .locked && expected.message.contains("process \(getpid())"))
      withExtendedLifetime(lock) {}
    }
  }

  @Test func isFreeAgainAndLeavesNothing() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("table.h5")
      for _ in 0..<3 { _ = try FileLock(for: url) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test func namesTheFolderThatIsMissing() {
    #expect(throws: FileFailure.missing(path: "/nowhere/at/all")) {
      try FileLock(for: URL(fileURLWithPath: "/nowhere/at/all/table.h5"))
    }
  }

  @Test func aLockFileLeftByAKillBarsNobody() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("table.h5")
      try Data("4711\n".utf8).write(to: url.appendingPathExtension("lock"))
      _ = try FileLock(for: url)
    }
  }
}
