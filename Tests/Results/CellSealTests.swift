import Foundation
import HDF5
import Results
import TestSupport
import Testing

/// A cell of an unfinished file that is not as it was written is computed again.
@Suite struct CellSealTests {
  private func open(_ url: URL) throws -> SweepFile {
    try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
  }

  private func fill(_ sweep: SweepFile, only: Int = .max, status: CellStatus = .done) throws {
    for cell in sweep.pendingCells(group: "/").prefix(only) {
      let number = Double(2 * cell[0] + cell[1])
      try sweep.write(cell: cell, group: "/", values: sampleValues(number), status: status)
    }
  }

  /// Four cells are written, `change` is made to the file, and a run goes on with it to the end.
  ///
  /// - Returns: the cells that it computes, and its notices.
  private func resumed(_ change: (HDF5Group) throws -> Void) throws -> (cells: [[Int]], notices: [String]) {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      do { try fill(open(url), only: 4) }
      let partial = url.appendingPathExtension("partial")
      let file = try HDF5File.open(partial, writable: true)
      try change(file.root)
      try file.close()
      let damage = try ResultsFile(partial).damage(of: [sampleLayout()])
      let sweep = try open(url)
      let cells = sweep.pendingCells(group: "/")
      #expect((damage == nil) == sweep.notices.isEmpty)
      try fill(sweep)
      try sweep.finish(sampleProvenance())
      #expect(try ResultsFile(url).damage(of: [sampleLayout()]) == nil)
      #expect(try ResultsFile(url).numbers("test_accuracy").values == [0, 1, 2, 3, 4, 5])
      #expect(try ResultsFile(url).texts("chosen").values == (0..<6).map { "σ \($0)" })
      return (cells, sweep.notices)
    }
  }

  private static let rest = [[2, 0], [2, 1]]

  @Test func nothingIsComputedTwice() throws {
    let outcome = try resumed { _ in }
    #expect(outcome.cells == Self.rest && outcome.notices.isEmpty)
  }

  @Test(arguments: ["test_accuracy", "curve", "attempts", "chosen", "status", "program", "checksum"])
  func aChangedCellIsComputedAgain(variable: String) throws {
    let outcome = try resumed { root in
      let dataset = try root.dataset(variable)
      switch variable {
      case "test_accuracy": try dataset.write([0, .nan, 2, 3, .nan, .nan])
      case "curve":
        var values = try dataset.read(as: Double.self)
        values[7] = -values[7]
        try dataset.write(values)
      case "chosen": try dataset.writeText("other", at: [0, 1])
      case "status": try dataset.write([1, 2, 1, 1, 0, 0] as [UInt8])
      default:
        var values = try dataset.read(as: Int.self)
        values[1] += 1
        try dataset.write(values)
      }
    }
    #expect(outcome.cells == [[0, 1]] + Self.rest)
    #expect(outcome.notices.count == 1 && outcome.notices[0].contains("t.h5.partial"), "\(outcome.notices)")
  }

  /// A status alone makes no result of what was never computed.
  @Test func aCellThatClaimsToBeDoneIsComputed() throws {
    let outcome = try resumed { try $0.dataset("status").write([1, 1, 1, 1, 1, 0] as [UInt8]) }
    #expect(outcome.cells == Self.rest && outcome.notices.count == 1)
  }

  /// The same values in another cell are other results.
  @Test func cellsThatChangedPlacesAreComputedAgain() throws {
    let outcome = try resumed { root in
      for name in ["test_accuracy", "curve"] {
        let dataset = try root.dataset(name)
        let (values, count) = (try dataset.read(as: Double.self), dataset.count / 6)
        try dataset.write(Array(values[count..<2 * count] + values[..<count] + values[(2 * count)...]))
      }
      for name in ["attempts", "checksum"] {
        let values = try root.dataset(name).read(as: Int.self)
        try root.dataset(name).write([values[1], values[0]] + values[2...])
      }
      let texts = try root.dataset("chosen").readTexts()
      try root.dataset("chosen").writeTexts([texts[1], texts[0]] + texts[2...])
    }
    #expect(outcome.cells == [[0, 0], [0, 1]] + Self.rest)
  }

  /// What is sealed at the end is what was written, not what the disk has made of it meanwhile.
  @Test func aCellThatIsChangedDuringTheRunIsNotFinished() throws {
    try withScratch { folder in
      let (url, mark) = (folder.appendingPathComponent("t.h5"), 12_345.678_901)
      do {
        let sweep = try open(url)
        try fill(sweep, only: 5)
        try sweep.write(cell: [2, 1], group: "/", values: sampleValues(mark), status: .done)
        let pattern = withUnsafeBytes(of: mark.bitPattern.littleEndian) { Data($0) }
        let place = try #require(try Data(contentsOf: sweep.url).range(of: pattern))
        let handle = try FileHandle(forUpdating: sweep.url)
        try handle.seek(toOffset: UInt64(place.lowerBound))
        try handle.write(contentsOf: Data([1]))
        try handle.close()
        #expect(throws: SweepFailure.changed(file: url.relativePath, group: "/", cells: 1)) {
          try sweep.finish(sampleProvenance())
        }
      }
      #expect(!FileManager.default.fileExists(atPath: url.path))
      #expect(try open(url).pendingCells(group: "/") == [[2, 1]])
    }
  }

  /// A cell without all values has them as a file without them would.
  @Test func aDivergedCellIsKept() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      do {
        let sweep = try open(url)
        let values = CellValues(numbers: ["test_accuracy": [.nan]])
        try sweep.write(cell: [0, 0], group: "/", values: values, status: .diverged)
        try sweep.write(cell: [0, 1], group: "/", values: CellValues(), status: .failed)
      }
      let sweep = try open(url)
      #expect(sweep.notices.isEmpty)
      #expect(sweep.pendingCells(group: "/") == [[0, 1], [1, 0], [1, 1], [2, 0], [2, 1]])
    }
  }
}
