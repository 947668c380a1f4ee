import Failures
import Foundation
import HDF5
import TestSupport
import Testing

/// Datasets whose data are not, or not all, where their file says: refused in one line with the mend, never read as
/// zeros.
@Suite struct DatasetStorageTests {
  private func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Damaged", withExtension: nil)).appending(path: name)
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "latest.h5", "virtual.h5", "external.h5", "virtual-endless.h5", "virtual-own-name.h5", "virtual-scattered.h5",
      "virtual-many.h5", "filters.h5", "filters-all.h5", "filters-checksum-first.h5", "filters-skipped.h5",
      "filters-latest.h5", "filters-edges.h5", "filters-kept-bits.h5", "filters-kept-bits-gzip.h5",
    ]) func readsWhatIsThere(name: String) throws
  {
    let dataset = try HDF5File.open(url(name)).root.dataset("x1")
    #expect(try dataset.read(as: Double.self) == [1, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [
    ("virtual-missing-file.h5", "its source x in gone.h5 is not there"),
    ("virtual-missing-dataset.h5", "its source gone in source.h5 is not there"),
    ("virtual-short.h5", "has the shape [3, 2], not what is taken"),
    ("virtual-part.h5", "2 of its 8 numbers come from nowhere"),
    ("virtual-nested.h5", "its source x in gone.h5 is not there"),
    ("virtual-itself.h5", "is virtual and its own source"),
    ("virtual-circle.h5", "is virtual and its own source"),
    ("virtual-numbered.h5", "its source x in part-1.h5 is not there"),
    ("chunks-none.h5", "has 3 of 3 chunks that were never written"),
    ("chunks-some.h5", "has 1 of 3 chunks that were never written"),
    ("unwritten.h5", "was never written"),
    ("external-cut.h5", "external-cut.bin, which is too short (20 bytes, not 48)"),
    ("external-missing.h5", "gone.bin, which is not there"),
    ("external-above.h5", "outside of the file's folder"),
    ("external-absolute.h5", "outside of the file's folder"),
    ("lzf.h5", "(lzf), which this HDF5 library does not have; write it with gzip or without compression"),
    ("checksum.h5", "checksum"),
    ("virtual-uneven.h5", "2 of its 10 numbers come from nowhere"),
    ("virtual-overlap.h5", "2 of its 6 numbers come from nowhere"),
    ("virtual-texts.h5", "its source x in texts.h5 holds no numbers"),
    ("virtual-external.h5", "its source x1 in external.h5 has its data in other files"),
    ("chunk-short.h5", "a chunk of /x1 has 16 bytes, not 48"),
    ("chunk-gzip-short.h5", "a chunk of /x1 has 16 bytes, not 32"),
    ("chunk-gzip-long.h5", "a chunk of /x1 has more than 32 bytes"),
    ("chunk-gzip-longer.h5", "a chunk of /x1 has 40 bytes, not 32"),
    ("chunk-gzip-none.h5", "a chunk of /x1 has 0 bytes, not 32"),
    ("chunk-gzip-cut.h5", "a chunk of /x1 cannot be unpacked"),
    ("chunk-shuffle-short.h5", "a chunk of /x1 has 16 bytes, not 32"),
    ("chunk-all-short.h5", "a chunk of /x1 has 24 bytes, not 32"),
    ("chunk-skipped-short.h5", "a chunk of /x1 has 31 bytes, not 32"),
    ("chunk-checksum-none.h5", "a chunk of /x1 has 28 bytes, not 32"),
    ("chunk-latest-short.h5", "a chunk of /x1 has 16 bytes, not 32"),
    ("chunk-kept-bits-short.h5", "a chunk of /x1 cannot be unpacked"),
    ("chunk-plain-short.h5", "2 chunks of /x1 have 48 bytes, not 32 each"),
    ("compact-short.h5", "/x1 has 40 bytes, not 48"),
    ("filters-order.h5", "(shuffle), behind which missing bytes would not be noticed; write it with gzip"),
    ("filters-packed-bits.h5", "(nbit), behind which missing bytes would not be noticed; write it with gzip"),
    ("marked.h5", "is marked as open for writing"),
    ("link-gone.h5", "/x1 is a link to /x in gone.h5, which is not there"),
    ("link-below-gone.h5", "/x1 is a link to /gone/x, which is not there"),
    ("link-circle.h5", "/x1 is a link to /x2, which is not there"),
  ]) func refusesWhatIsNot(name: String, words: String) throws {
    let error = #expect(throws: HDF5Failure.self) {
      try HDF5File.open(url(name)).root.dataset("x1").read(as: Double.self)
    }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    #expect(error?.exitStatus == .badData && error?.message.contains("\n") == false)
  }

  /// The library takes a source that another program has locked for missing, and fills in zeros.
  @Test func readsSourcesThatAreLocked() throws {
    try withScratch { folder in
      for name in ["virtual.h5", "source.h5"] {
        try FileManager.default.copyItem(at: url(name), to: folder.appending(path: name))
      }
      let writer = open(folder.appending(path: "source.h5").path, O_RDWR)
      defer { close(writer) }
      try #require(flock(writer, LOCK_EX) == 0)
      let dataset = try HDF5File.open(folder.appending(path: "virtual.h5")).root.dataset("x1")
      #expect(try dataset.read(as: Double.self) == [1, 2, 3, 4, 5, 6])
    }
  }

  /// What is open here otherwise, the library would take for missing if it were open in another way.
  @Test func readsSourcesThatAreOpen() throws {
    let source = try HDF5File.open(url("source.h5")).root.dataset("x")
    let dataset = try HDF5File.open(url("virtual.h5")).root.dataset("x1")
    #expect(dataset.sources.map(\.name) == ["/x"])
    #expect(try dataset.read(as: Double.self) == source.read(as: Double.self))
  }

  /// The data folder of a cache: the file is a link, its sources are beside what it leads to.
  @Test func readsSourcesBehindALink() throws {
    try withScratch { folder in
      let linked = folder.appending(path: "linked.h5")
      try FileManager.default.createSymbolicLink(at: linked, withDestinationURL: url("virtual.h5"))
      #expect(try HDF5File.open(linked).root.dataset("x1").read(as: Double.self) == [1, 2, 3, 4, 5, 6])
    }
  }

  /// Nobody writes into the pipe: to open it would wait for ever. What is beside it is sound.
  @Test(.timeLimit(.minutes(1))) func pipesBehindLinksAreNotOpened() throws {
    try withScratch { folder in
      let file = folder.appending(path: "link-pipe.h5")
      try FileManager.default.copyItem(at: url("link-pipe.h5"), to: file)
      try #require(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
      let root = try HDF5File.open(file).root
      #expect(try root.dataset("x2").read(as: Double.self) == [1, 2, 3, 4, 5, 6])
      let error = #expect(throws: HDF5Failure.self) { try root.dataset("x1") }
      #expect(error?.message.contains("/x in pipe, which is not there") == true)
    }
  }

  /// As many chunks as a file may have: the one that is short is found among them.
  @Test(.timeLimit(.minutes(1)), arguments: ["many-chunks.h5", "many-chunks-plain.h5"])
  func findsTheShortOneAmongMany(name: String) throws {
    let error = #expect(throws: HDF5Failure.self) { try HDF5File.open(url(name)).root.dataset("x1") }
    #expect(error?.message.contains("bytes, not 1") == true, "\(String(describing: error))")
  }

  /// A group's members, and groups, behind links to pipes.
  @Test(.timeLimit(.minutes(1))) func membersBehindPipesAreNotOpened() throws {
    try withScratch { folder in
      let file = folder.appending(path: "link-pipe.h5")
      try FileManager.default.copyItem(at: url("link-pipe.h5"), to: file)
      try #require(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
      let root = try HDF5File.open(file).root
      #expect(throws: HDF5Failure.self) { try root.members }
      #expect(throws: HDF5Failure.self) { try root.group("x1") }
    }
  }

  @Test func aDatasetWithoutAShapeHoldsNothing() throws {
    let dataset = try HDF5File.open(url("null.h5")).root.dataset("x1")
    #expect(dataset.count == 0)
    #expect(try dataset.read(as: Double.self).isEmpty)
  }
}
