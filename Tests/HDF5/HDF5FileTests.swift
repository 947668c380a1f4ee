import Failures
import Foundation
import HDF5
import Platform
import TestSupport
import Testing

@Suite struct HDF5FileTests {
  private func failure(_ body: () throws -> Void) -> (any Failure)? {
    do {
      try body()
      return nil
    } catch {
      return error as? any Failure
    }
  }

  @Test func namesAFileThatIsMissing() {
    let missing = failure { _ = try HDF5File.open(URL(fileURLWithPath: "/nowhere/x.h5")) }
    #expect(missing as? FileFailure == .missing(path: "/nowhere/x.h5") && missing?.exitStatus == .inputMissing)
  }

  @Test func refusesAFolder() throws {
    try withScratch { folder in
      let read = failure { _ = try HDF5File.open(folder) }
      let written = failure { _ = try HDF5File.create(folder) }
      let replaced = failure { try HDF5File.replace(folder) { _ in } }
      #expect(
        read as? FileFailure == .isFolder(path: folder.relativePath, isInput: true) && read?.exitStatus == .inputMissing
      )
      for refusal in [written, replaced] {
        #expect(refusal as? FileFailure == .isFolder(path: folder.relativePath, isInput: false))
        #expect(refusal?.exitStatus == .inputOutput)
      }
    }
  }

  /// Nobody writes into it: to open it would wait for ever.
  @Test func refusesAPipe() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      #expect(mkfifo(url.relativePath, 0o600) == 0)
      let refusal = failure { _ = try HDF5File.open(url) }
      #expect(refusal?.exitStatus == .badData && refusal?.message.contains("copy it into a file first") == true)
    }
  }

  @Test func refusesAGroupWhereADatasetIsMeant() throws {
    try withScratch { folder in
      let file = try HDF5File.create(folder.appendingPathComponent("x.h5"))
      _ = try file.root.createGroup("x1")
      let refusal = failure { _ = try file.root.dataset("x1") }
      #expect(refusal?.exitStatus == .badData && refusal?.message.contains("/x1 is a group") == true)
    }
  }

  @Test func refusesWhatIsNotHDF5() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      for bytes in [Data(), Data("not HDF5, just text".utf8), Data(count: 4096)] {
        try bytes.write(to: url)
        let refusal = failure { _ = try HDF5File.open(url) }
        guard case .damaged(url.relativePath, _) = refusal as? HDF5Failure else {
          Issue.record("\(String(describing: refusal))")
          continue
        }
        #expect(refusal?.exitStatus == .badData)
        #expect(refusal?.message.contains("\n") == false)
      }
    }
  }

  /// A download that broke off: cut anywhere, the file is refused when opened or when the dataset is read.
  @Test func refusesAFileCutShort() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      try HDF5File.replace(url) { file in
        try file.root.createDataset("x1", of: Double.self, shape: [100, 10]).write([Double](repeating: 1, count: 1000))
      }
      let whole = try Data(contentsOf: url)
      for length in stride(from: 0, to: whole.count, by: 97) {
        try whole.prefix(length).write(to: url)
        let refusal = failure { _ = try HDF5File.open(url).root.dataset("x1").read(as: Double.self) }
        #expect(
          refusal?.exitStatus == .badData, "cut to \(length) of \(whole.count) bytes: \(String(describing: refusal))")
      }
    }
  }

  @Test func namesWhatIsMissingInside() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      try HDF5File.replace(url) { try $0.root.setAttribute("title", "a title") }
      let file = try HDF5File.open(url)
      let missing = failure { _ = try file.root.dataset("x1") }
      #expect(
        missing as? HDF5Failure == .missingObject(path: url.relativePath, object: "dataset /x1")
          && missing?.exitStatus == .badData)
      #expect(throws: HDF5Failure.self) { try file.group("/a/b") }
      #expect(throws: HDF5Failure.self) { try file.root.textAttribute("none") }
      #expect(throws: HDF5Failure.self) { try file.root.numberAttribute("title", as: Double.self) }
    }
  }

  /// `/dev/full` refuses every byte, as a full disk does.
  @Test func tellsThatTheDiskIsFull() {
    let refusal = failure {
      let file = try HDF5File.create(URL(fileURLWithPath: "/dev/full"))
      _ = try file.root.createDataset("x", of: Double.self, shape: [100_000])
      try file.synchronise()
    }
    #expect(refusal?.exitStatus == .inputOutput)
    #expect(refusal?.message.contains("No space left on device") == true, "\(String(describing: refusal))")
  }

  /// More than any disk has: refused at once, not after the first terabyte.
  @Test func setsRoomAsideForLargeData() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("kernel.h5")
      let refusal = failure {
        try HDF5File.replace(url) { file in
          _ = try file.root.createDataset("nngp", of: Double.self, shape: [1 << 20, 1 << 20], storage: .unfilled)
        }
      }
      #expect(refusal?.exitStatus == .inputOutput, "\(String(describing: refusal))")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  /// Bytes changed anywhere: the numbers differ, or the file is refused, but the process lives. (Of numbers only: the
  /// library keeps texts of variable length in a heap without checksums and believes every length in it.)
  @Test func survivesDamageAnywhere() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("x.h5")
      try HDF5File.replace(url) { file in
        let group = try file.root.createGroup("g")
        try group.createDataset("x", of: Double.self, shape: [3, 2]).write([1, 2, 3, 4, 5, 6])
      }
      let whole = try Data(contentsOf: url)
      var refused = 0
      for position in stride(from: 0, to: whole.count, by: 7) {
        var bytes = whole
        bytes[position] ^= 0xFF
        try bytes.write(to: url)
        do {
          _ = try HDF5File.open(url).group("/g").dataset("x").read(as: Double.self)
        } catch {
          #expect((error as? any Failure)?.message.contains("\n") == false, "\(error)")
          refused += 1
        }
      }
      #expect(refused > 20)
    }
  }

  @Test func tellsThatTheFolderCannotBeWritten() {
    // The kernel's own file system lets nobody make files in it, root neither.
    let refusal = failure { _ = try HDF5File.create(URL(fileURLWithPath: "/sys/kernel/x.h5")) }
    #expect(refusal?.exitStatus == .noPermission, "\(String(describing: refusal))")
  }

  @Test func sameContentGivesTheSameBytes() throws {
    try withScratch { folder in
      let bytes = try ["a.h5", "b.h5"].map { name in
        let url = folder.appendingPathComponent(name)
        try HDF5File.replace(url) { file in
          let group = try file.root.createGroup("inner")
          try group.createDataset("x", of: Double.self, shape: [7]).write((0..<7).map(Double.init))
          try group.setAttribute("units", "nats")
        }
        Thread.sleep(forTimeInterval: 1.1)  // object times, if any, are whole seconds
        return try Data(contentsOf: url)
      }
      #expect(bytes[0] == bytes[1])
    }
  }

  /// A run reads what it has written before it closes the file.
  @Test func readsWhatItIsWriting() throws {
    try withScratch { folder in
      let url = folder.appending(path: "x.h5")
      let file = try HDF5File.create(url)
      try file.root.createDataset("x", of: Double.self, shape: [2]).write([1, 2])
      try file.flush()
      #expect(try HDF5File.open(url, isOwn: true).root.dataset("x").read(as: Double.self) == [1, 2])
      try file.close()
    }
  }
}
