import CHDF5
import Foundation
import HDF5
import Results
import TestSupport
import Testing

@Suite struct SealTests {
  private func finish(_ url: URL) throws {
    let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
    try sweep.writeConstants(group: "/", CellValues(numbers: ["guide": [3, 4]]))
    for cell in sweep.pendingCells(group: "/") {
      try sweep.write(cell: cell, group: "/", values: sampleValues(2), status: .done)
    }
    try sweep.finish(sampleProvenance())
  }

  /// What `change` leaves of a finished sweep's soundness.
  private func damage(_ change: (HDF5Group) throws -> Void) throws -> String? {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      try finish(url)
      let file = try HDF5File.open(url, writable: true)
      try change(file.root)
      try file.close()
      let results = try ResultsFile(url)
      let found = try results.damage(of: [sampleLayout()]) ?? results.difference(from: [sampleLayout()])
      // Damage is noticed by the next run as well, which sets the file aside.
      let next = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      #expect((found == nil) == next.isFinished && (found == nil) == next.notices.isEmpty)
      return found
    }
  }

  @Test func aFinishedFileIsSound() throws { #expect(try damage { _ in } == nil) }

  @Test(arguments: ["test_accuracy", "curve", "guide", "weight_variance"]) func aNaNIsNoticed(variable: String) throws {
    let found = try damage { root in
      let dataset = try root.dataset(variable)
      var values = try dataset.read(as: Double.self)
      values[values.count - 1] = .nan
      try dataset.write(values)
    }
    #expect(found?.contains("/\(variable)") == true)
  }

  @Test(arguments: [CellStatus.missing, .failed, .untrusted]) func anotherStatusIsNoticed(status: CellStatus) throws {
    let found = try damage { root in
      let dataset = try root.dataset("status")
      try dataset.write([status.rawValue] + [UInt8](repeating: 1, count: dataset.count - 1))
    }
    #expect(found?.contains("/status") == true)
  }

  @Test(arguments: ["experiment", "tier", "history", "zzz"]) func anotherAttributeIsNoticed(attribute: String) throws {
    #expect(try damage { try $0.setAttribute(attribute, "other") } != nil)
  }

  /// Also of a type that no version has written.
  @Test func anAttributeOfAnotherKindIsNoticed() throws {
    let found = try damage { root in
      let (type, space) = (H5Tcreate(H5T_OPAQUE, 1), H5Screate(H5S_SCALAR))
      let attribute = H5Acreate2(root.id, "zzz", type, space, 0, 0)
      #expect(attribute >= 0 && H5Awrite(attribute, type, [UInt8(7)]) >= 0)
      H5Aclose(attribute)
    }
    #expect(found != nil)
  }

  @Test(arguments: ["status", "program", "checksum", "curve"]) func anotherDimensionIsNoticed(variable: String) throws {
    let found = try damage { root in
      let (dataset, scale) = (try root.dataset(variable), try root.dataset("train_size"))
      #expect(H5DSdetach_scale(dataset.id, scale.id, 1) >= 0)
    }
    #expect(found?.contains(variable) == true)
  }

  @Test func anotherTextIsNoticed() throws {
    #expect(try damage { try $0.dataset("chosen").writeText("other", at: [0, 0]) }?.contains("/chosen") == true)
  }

  /// Whoever changes numbers and their checksum has to change the other one, too.
  @Test func aChangedChecksumIsNoticed() throws {
    #expect(try damage { try $0.dataset("curve").setAttribute("sha256", "0") } != nil)
    #expect(try damage { try $0.setAttribute("contents_sha256", "0") } != nil)
  }
}
