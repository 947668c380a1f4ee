import Foundation
import HDF5
import Results
import TestSupport
import Testing

@Suite struct SweepInterruptionTests {
  /// What a kill leaves is what the operating system has of the file at that moment: a copy of its bytes. A second
  /// thread copies them again and again while cells are written; every copy must open, and hold the values of every
  /// cell whose status says so.
  @Test func everyMomentLeavesAFileThatOpensAndTellsTheTruth() throws {
    try withScratch { folder in
      let size = 400
      let layout = SweepLayout(
        group: "/",
        coordinates: [
          .index("cell", count: size, longName: "cell"), .index("entry", count: 5, longName: "entry"),
        ],
        variables: [
          Variable(name: "curve", dimensions: ["cell", "entry"], longName: "a curve"),
          Variable(name: "count", dimensions: ["cell"], type: .int64, longName: "a count"),
          Variable(name: "name", dimensions: ["cell"], type: .text(length: 8), longName: "a name"),
        ],
        cellDimensions: ["cell"])
      let url = folder.appendingPathComponent("t.h5")
      let sweep = try SweepFile(destination: url, layouts: [layout], provenance: sampleProvenance())
      let partial = sweep.url
      let copier = Copier(of: partial, into: folder)
      copier.start()
      for cell in sweep.pendingCells(group: "/") {
        let number = Double(cell[0])
        let values = CellValues(
          numbers: ["curve": (0..<5).map { number + Double($0) }], integers: ["count": [cell[0]]],
          texts: ["name": ["n\(cell[0])"]])
        try sweep.write(cell: cell, group: "/", values: values, status: .done)
        // On a busy machine the writer would be done before the second thread has made three copies.
        if cell[0] % 10 == 0 { copier.waitForAnotherCopy() }
      }
      let copies = copier.stop()
      #expect(copies.count > 20)

      var partly = 0
      for copy in copies {
        let results = try ResultsFile(copy)
        let statuses = try results.statuses().values
        let done = statuses.indices.filter { statuses[$0] == .done }
        let curve = try results.numbers("curve").values
        let (counts, names) = (try results.integers("count").values, try results.texts("name").values)
        for cell in done {
          #expect(Array(curve[5 * cell..<5 * cell + 5]) == (0..<5).map { Double(cell + $0) })
          #expect(counts[cell] == cell && names[cell] == "n\(cell)")
        }
        if !done.isEmpty && done.count < size { partly += 1 }
      }
      #expect(partly > 10, "the copies are of the beginning and the end alone")

      // And a run that starts from such a copy does what is missing there and nothing else.
      let middle = copies[copies.count / 2]
      let done = try ResultsFile(middle).statuses().values.count { $0 == .done }
      let again = folder.appendingPathComponent("again.h5")
      try FileManager.default.moveItem(at: middle, to: again.appendingPathExtension("partial"))
      let resumed = try SweepFile(destination: again, layouts: [layout], provenance: sampleProvenance())
      #expect(resumed.notices.isEmpty && resumed.pendingCells(group: "/").count == size - done)
    }
  }
}

/// Copies a file over and over on a thread of its own.
private final class Copier: @unchecked Sendable {
  private let source: URL
  private let folder: URL
  private let lock = NSLock()
  private let ended = DispatchSemaphore(value: 0)
  private var isStopped = false
  private var copies: [URL] = []

  init(of source: URL, into folder: URL) { (self.source, self.folder) = (source, folder) }

  func start() {
    Thread.detachNewThread { [self] in
      while !lock.withLock({ isStopped }) {
        let copy = folder.appendingPathComponent("copy-\(copies.count).h5")
        // A copy takes a while and is of no single moment, unless a second one is the same.
        if let bytes = try? Data(contentsOf: source), (try? Data(contentsOf: source)) == bytes,
          (try? bytes.write(to: copy)) != nil
        {
          lock.withLock { copies.append(copy) }
        }
      }
      ended.signal()
    }
  }

  func waitForAnotherCopy() {
    let count = lock.withLock { copies.count }
    while lock.withLock({ copies.count }) == count { usleep(100) }
  }

  func stop() -> [URL] {
    lock.withLock { isStopped = true }
    ended.wait()
    return copies
  }
}
