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

  private func place(in folder: URL) -> URL { folder.appendingPathComponent(".table.h5.widelimit-lock") }

  @Test(arguments: ["", "widelimit lock: a process is writing the file of this name; it goes when that ends\n4711\n"])
  func aLockFileLeftByAKillBarsNobodyAndGoes(content: String) throws {
    try withScratch { folder in
      try Data(content.utf8).write(to: place(in: folder))
      _ = try FileLock(for: folder.appendingPathComponent("table.h5"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  /// `Cargo.lock` beside an output `Cargo`.
  @Test func aForeignFileWithTheEndingLockIsNotTouched() throws {
    try withScratch { folder in
      let foreign = folder.appendingPathComponent("Cargo.lock")
      try Data("4711\n".utf8).write(to: foreign)
      _ = try FileLock(for: folder.appendingPathComponent("Cargo"))
      #expect(try String(contentsOf: foreign, encoding: .utf8) == "4711\n")
    }
  }

  @Test(arguments: ["file", "link", "dangling", "pipe", "folder", "second name"])
  func whatIsNoLockIsRefusedAndStays(kind: String) throws {
    try withScratch { folder in
      let (place, target) = (place(in: folder), folder.appendingPathComponent("target"))
      try Data((kind == "second name" ? "" : "4711\n").utf8).write(to: target)
      switch kind {
      case "file": try FileManager.default.copyItem(at: target, to: place)
      case "link": try FileManager.default.createSymbolicLink(at: place, withDestinationURL: target)
      case "dangling": try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: "none")
      case "pipe": #expect(mkfifo(place.path, 0o600) == 0)
      case "folder": try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
      default: try FileManager.default.linkItem(at: target, to: place)
      }
      let before = try (FileManager.default.contentsOfDirectory(atPath: folder.path).sorted(), Data(contentsOf: target))
      let failure = #expect(throws: FileFailure.isNotOwn(path: place.relativePath, meant: "lock")) {
        try FileLock(for: folder.appendingPathComponent("table.h5"))
      }
      #expect(failure?.exitStatus == .inputOutput && failure?.message.contains("\n") == false)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before.0)
      #expect(try Data(contentsOf: target) == before.1)
    }
  }

  @Test func aLinkHasTheLockOfWhatItLeadsTo() throws {
    try withScratch { folder in
      let (url, link) = (folder.appendingPathComponent("table.h5"), folder.appendingPathComponent("link.h5"))
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
      let lock = try FileLock(for: link)
      #expect(throws: FileFailure.locked(path: url.relativePath, process: getpid())) { try FileLock(for: url) }
      withExtendedLifetime(lock) {}
    }
  }
}
