import Failures
import Foundation
import HDF5
import Testing

/// Datasets whose data are not, or not all, where their file says: refused in one line with the mend, never read as
/// zeros.
@Suite struct DatasetStorageTests {
  private func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Damaged", withExtension: nil)).appending(path: name)
  }

  @Test(arguments: ["latest.h5", "virtual.h5", "external.h5"]) func readsWhatIsThere(name: String) throws {
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
  ]) func refusesWhatIsNot(name: String, words: String) throws {
    let error = #expect(throws: HDF5Failure.self) {
      try HDF5File.open(url(name)).root.dataset("x1").read(as: Double.self)
    }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    #expect(error?.exitStatus == .badData && error?.message.contains("\n") == false)
  }

  @Test func aDatasetWithoutAShapeHoldsNothing() throws {
    let dataset = try HDF5File.open(url("null.h5")).root.dataset("x1")
    #expect(dataset.count == 0)
    #expect(try dataset.read(as: Double.self).isEmpty)
  }
}
