import Failures
import Foundation
import HDF5
import Results
import TestSupport
import Testing

@Suite struct SweepFileTests {
  @Test func writesCellsAndReadsThemBack() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("a/b/table.h5")
      let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      #expect(sweep.pendingCells(group: "/") == [[0, 0], [0, 1], [1, 0], [1, 1], [2, 0], [2, 1]])
      try sweep.writeConstants(group: "/", CellValues(numbers: ["guide": [0.25, 0.75]]))
      for (number, cell) in sweep.pendingCells(group: "/").enumerated() {
        try sweep.write(cell: cell, group: "/", values: sampleValues(Double(number)), status: .done)
      }
      #expect(!FileManager.default.fileExists(atPath: url.path))
      try sweep.finish(sampleProvenance())
      #expect(sweep.isFinished && sweep.pendingCells(group: "/").isEmpty)

      let results = try ResultsFile(url)
      let accuracy = try results.numbers("test_accuracy")
      #expect(accuracy.shape == [3, 2] && accuracy.values == [0, 1, 2, 3, 4, 5])
      let curve = try results.numbers("curve")
      #expect(curve.shape == [3, 2, 2, 2] && Array(curve.values[20...]) == [5, 1, 2, 3])
      #expect(try results.integers("attempts").values == [0, 1, 2, 3, 4, 5])
      #expect(try results.texts("chosen").values == (0..<6).map { "σ \($0)" })
      #expect(try results.numbers("guide").values == [0.25, 0.75])
      #expect(try results.statuses().values == [CellStatus](repeating: .done, count: 6))
      #expect(try results.coordinate("dataset") == .strings(["mnist", "cifar10", "größer"]))
      #expect(try results.coordinate("train_size") == .integers([1000, 10_000]))
      #expect(try results.coordinate("weight_variance") == .numbers([0.5, 1.45]))
      #expect(try results.attribute("root_seed") == "7")
      #expect(try Double(results.attribute("wall_seconds")) ?? -1 >= 0)
      #expect(
        try results.identity
          == RunIdentity(
            experiment: "lee2018/table2", revision: 1, tier: "quick", settings: sampleSettings(), rootSeed: 7,
            datasetDigests: ["mnist/images": "ab"], isProcedural: false))
      let left = try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
      #expect(left.sorted() == [".table.h5.widelimit-lock", "table.h5"])
    }
  }

  @Test func computesWhatIsMissingOrFailedAndNothingElse() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("table.h5")
      let outcomes: [CellStatus] = [.done, .untrusted, .diverged, .failed]
      do {
        let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
        for (status, cell) in zip(outcomes, sweep.pendingCells(group: "/")) {
          let values = status == .failed ? CellValues() : sampleValues(1)
          try sweep.write(cell: cell, group: "/", values: values, status: status)
        }
      }
      let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      #expect(sweep.notices.isEmpty)
      #expect(sweep.pendingCells(group: "/") == [[1, 1], [2, 0], [2, 1]])
      #expect(throws: SweepFailure.self) {
        try sweep.write(cell: [0, 0], group: "/", values: sampleValues(9), status: .done)
      }
      #expect(throws: SweepFailure.unfinished(file: url.relativePath, group: "/", missing: 2)) {
        try sweep.finish(sampleProvenance())
      }
      let history = try ResultsFile(sweep.url).attribute("history")
      #expect(history.split(separator: "\n").count >= 1)
    }
  }
}
