import Foundation
import Results
import TestSupport
import Testing

@Suite struct CellValuesTests {
  @Test func refusesWhatDoesNotFitAndWritesNothing() throws {
    func changed(_ change: (inout CellValues) -> Void) -> CellValues {
      var values = sampleValues(1)
      change(&values)
      return values
    }
    let refused: [(CellValues, String)] = [
      (changed { $0.numbers["test_accuracy"] = nil }, "test_accuracy has no value"),
      (changed { $0.numbers["curve"] = [1, 2, 3] }, "curve has 3 values, not 4"),
      (changed { $0.numbers["typo"] = [1] }, "typo is no variable"),
      (changed { $0.numbers["guide"] = [1, 2] }, "guide is no variable of a cell"),
      (
        changed {
          $0.numbers["attempts"] = [1]; $0.integers = [:]
        }, "attempts is of another type"
      ),
      (changed { $0.texts["chosen"] = ["σσσσσσσ"] }, "longer than 12 bytes"),
    ]
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let sweep = try SweepFile(destination: url, layouts: [sampleLayout()], provenance: sampleProvenance())
      for (values, reason) in refused {
        do {
          try sweep.write(cell: [0, 0], group: "/", values: values, status: .done)
          Issue.record("accepted: \(reason)")
        } catch let failure as SweepFailure {
          #expect(failure.message.contains(reason), "\(failure)")
        }
      }
      for cell in [[0], [3, 0], [0, -1], [0, 0, 0]] {
        #expect(throws: SweepFailure.self) {
          try sweep.write(cell: cell, group: "/", values: sampleValues(1), status: .done)
        }
      }
      #expect(sweep.pendingCells(group: "/").count == 6)
      #expect(try ResultsFile(sweep.url).numbers("test_accuracy").values.allSatisfy(\.isNaN))
      // What ran away may have no values at all, and NaN is a value like any other.
      try sweep.write(cell: [0, 0], group: "/", values: CellValues(), status: .diverged)
      try sweep.write(cell: [0, 1], group: "/", values: sampleValues(0), status: .untrusted)
      #expect(sweep.pendingCells(group: "/").count == 4)
    }
  }

  @Test func aSweepMayBeOneCell() throws {
    try withScratch { folder in
      let url = folder.appendingPathComponent("t.h5")
      let layout = SweepLayout(
        group: "/", coordinates: [.index("bin", count: 3, longName: "bin")],
        variables: [
          Variable(name: "slope", dimensions: [], longName: "slope"),
          Variable(name: "error", dimensions: ["bin"], longName: "error"),
          Variable(name: "note", dimensions: [], type: .text(length: 9), longName: "note"),
        ], cellDimensions: [])
      let sweep = try SweepFile(destination: url, layouts: [layout], provenance: sampleProvenance())
      #expect(sweep.pendingCells(group: "/") == [[]])
      let values = CellValues(numbers: ["slope": [2], "error": [1, 2, 3]], texts: ["note": ["linear"]])
      try sweep.write(cell: [], group: "/", values: values, status: .done)
      try sweep.finish(sampleProvenance())
      let results = try ResultsFile(url)
      #expect(try results.numbers("slope").values == [2] && results.numbers("slope").shape == [])
      #expect(try results.numbers("error").values == [1, 2, 3])
      #expect(try results.texts("note").values == ["linear"])
    }
  }

  @Test func differencesBeyondRoundingAreNamed() {
    let values = CellValues(numbers: ["curve": [1, 1000, .nan], "x": [2]], integers: ["n": [3]], texts: ["t": ["a"]])
    func difference(_ change: (inout CellValues) -> Void, comparesIntegers: Bool = true) -> String? {
      var other = values
      change(&other)
      return values.difference(from: other, tolerance: 1e-6, comparesIntegers: comparesIntegers)
    }
    #expect(difference { _ in } == nil)
    // 1e-6 of the column's largest number.
    #expect(difference { $0.numbers["curve"]?[0] = 1.0009 } == nil)
    #expect(difference { $0.numbers["curve"]?[0] = 1.0011 } == "curve is 1.0, not 1.0011")
    #expect(difference { $0.numbers["curve"]?[2] = 1 } == "curve is nan, not 1.0")
    #expect(difference { $0.numbers["x"] = [2.001] } == "x is 2.0, not 2.001")
    #expect(difference { $0.integers["n"] = [4] } == "n differs")
    #expect(difference({ $0.integers["n"] = [4] }, comparesIntegers: false) == nil)
    #expect(difference { $0.texts["t"] = ["b"] } == "t differs")
    // A text that is a measurement counts as a number of images does.
    var other = values
    other.texts["t"] = ["b"]
    func measured(_ isOwn: Bool) -> String? {
      values.difference(from: other, tolerance: 1e-6, comparesIntegers: isOwn, measuredTexts: ["t"])
    }
    #expect(measured(true) == "t differs" && measured(false) == nil)
  }
}
