import Failures
import Foundation
import Results
import TestSupport
import Testing

@Suite("The folder of reference numbers") struct ReferenceLibraryTests {
  private func run(_ value: Double, seed: UInt64 = 0) -> RecordedRun {
    RecordedRun(
      identity: Examples.run(seed: seed), provenance: ["git_commit": "abc"], scores: [Examples.score(value)]
    )
  }

  @Test("recording keeps one run on real data and one on procedural images")
  func records() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      try library.update(Examples.reference(.absolute(distance: 1)), for: "lee2018/table2")
      #expect(try library.recorded(for: "lee2018/table2", tier: "quick").isEmpty)
      func procedural(_ digest: String) -> RecordedRun {
        RecordedRun(
          identity: Examples.run(digests: ["mnist/images": digest], isProcedural: true), provenance: [:],
          scores: [Examples.score(4)])
      }
      for recorded in [run(1), procedural("a"), run(2, seed: 1), procedural("b"), run(3)] {
        try library.record(recorded)
      }
      #expect(try library.recorded(for: "lee2018/table2", tier: "quick") == [procedural("b"), run(3)])
      #expect(try library.recorded(for: "lee2018/table2", tier: "standard").isEmpty)
      #expect(try library.recordedRuns(tier: "quick") == [procedural("b"), run(3)])
      // An experiment that gives no number any more leaves none.
      for gone in [run(3), procedural("b")] {
        try library.record(RecordedRun(identity: gone.identity, provenance: [:], scores: []))
      }
      #expect(!FileManager.default.fileExists(atPath: library.recordedURL(for: "lee2018/table2", tier: "quick").path))
    }
  }

  @Test("what JSON has no number for is recorded and comes back", arguments: [Double.infinity, -.infinity, .nan])
  func records(notFinite value: Double) throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      try library.update(Examples.reference(.absolute(distance: 1)), for: "lee2018/table2")
      try library.record(run(value))
      let back = try #require(try library.recorded(for: "lee2018/table2", tier: "quick").first?.scores.first)
      #expect(back.value == value || (back.value.isNaN && value.isNaN))
    }
  }

  @Test(
    "a key that is given twice is refused, with its line",
    arguments: [
      ("[1,]", "not valid JSON, line 1: \"]\" where a value is expected"),
      (
        "[{\"identity\": 1,\n\"identity\": 2}]",
        "not valid JSON, line 2: the key \"identity\" is given twice in one object"
      ),
    ])
  func repeatedKeys(text: String, place: String) throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      let file = library.recordedURL(for: "lee2018/table2", tier: "quick")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      let failure = #expect(throws: ReferenceFailure.self) {
        try library.recorded(for: "lee2018/table2", tier: "quick")
      }
      #expect(failure == .malformed(file.path, place))
    }
  }

  @Test("the numbers of an unfinished run are put among the recorded ones of its identity")
  func merges() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      func record(_ values: [String: Double], seed: UInt64 = 0, isPartial: Bool) throws -> [String: Double] {
        let scores = values.sorted { $0.key < $1.key }.map { Examples.score($0.value, key: $0.key) }
        try library.record(
          RecordedRun(identity: Examples.run(seed: seed), provenance: [:], scores: scores), isPartial: isPartial)
        let recorded = try library.recorded(for: "lee2018/table2", tier: "quick").flatMap(\.scores)
        return Dictionary(uniqueKeysWithValues: recorded.map { ($0.key, $0.value) })
      }
      try library.update(Examples.reference(.absolute(distance: 1)), for: "lee2018/table2")
      let first = try record(["a": 1, "b": 2], isPartial: true)
      #expect(first == ["a": 1, "b": 2])
      let merged = try record(["b": 3, "c": 4], isPartial: true)
      #expect(merged == ["a": 1, "b": 3, "c": 4])
      let whole = try record(["c": 5], isPartial: false)
      #expect(whole == ["c": 5])
      let other = try record(["a": 6], seed: 1, isPartial: true)
      #expect(other == ["a": 6])
    }
  }

  @Test("a run on the official files with seed 0 that repeats subsets measures the spread, no other does")
  func measuresSpreads() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      let rule = Tolerance.Rule.predictionInterval(over: "mnist/1000/*/test_accuracy", spread: nil)
      let before = Examples.reference(rule)
      try library.update(before, for: "lee2018/table2")
      func run(seed: UInt64 = 0, isProcedural: Bool = false) -> RecordedRun {
        RecordedRun(
          identity: Examples.run(seed: seed, isProcedural: isProcedural), provenance: ["git_commit": "abc"],
          scores: [Examples.score(0.925, standardError: 0.001, samples: 5)])
      }
      try library.record(run(isProcedural: true), isVerified: true)
      try library.record(run(seed: 1), isVerified: true)
      try library.record(run(), isVerified: false)
      #expect(try library.reference(for: "lee2018/table2") == before)
      try library.record(run(), isVerified: true)
      let spread = Spread(
        standardDeviation: 5e-6.squareRoot(), degreesOfFreedom: 4,
        source: "lee2018/table2, quick tier, seed 0, commit abc")
      #expect(
        try library.reference(for: "lee2018/table2").tolerances["rule"]?.rule
          == .predictionInterval(over: "mnist/1000/*/test_accuracy", spread: spread))
    }
  }

  @Test("a reference file comes back as it was written")
  func roundTrip() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      let file = Examples.reference(.predictionInterval(over: "a/*", spread: nil), explanation: "σ_w² ≠ 2")
      try library.update(file, for: "lee2018/table2")
      #expect(try library.reference(for: "lee2018/figure3") == file)
    }
  }

  @Test("a source prints numbers: what is not one is an error of the file", arguments: ["\"inf\"", "\"nan\"", "1e999"])
  func publishedNumbersAreFinite(text: String) throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      try library.update(Examples.reference(.absolute(distance: 1)), for: "lee2018/table2")
      let file = library.referenceURL(for: "lee2018/table2")
      let before = try String(contentsOf: file, encoding: .utf8)
      let after = before.replacing(/"value" : [0-9.]+/, with: "\"value\" : \(text)")
      #expect(after != before)
      try Data(after.utf8).write(to: file)
      #expect(throws: ReferenceFailure.self) { try library.reference(for: "lee2018/table2") }
    }
  }

  @Test("a number whose tolerance the file does not have is an error of the file, not a verdict")
  func missingTolerance() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      var file = Examples.reference(.absolute(distance: 1))
      file.tolerances = [:]
      try library.update(file, for: "lee2018/table2")
      let failure = #expect(throws: ReferenceFailure.self) { try library.reference(for: "lee2018/table2") }
      #expect(failure?.message.contains("mnist/1000/relu/test_accuracy names no tolerance of the file") == true)
    }
  }

  @Test(
    "a pattern with a star where none means anything is an error of the file",
    arguments: ["**/test_accuracy", "mnist/**/relu", "mnist/10*/relu", "mnist**"])
  func misplacedStar(text: String) throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      let file = Examples.reference(.predictionInterval(over: KeyPattern(text), spread: nil))
      try library.update(file, for: "lee2018/table2")
      let failure = #expect(throws: ReferenceFailure.self) { try library.reference(for: "lee2018/table2") }
      #expect(failure?.message.contains("'\(text)' has a star where none means anything") == true)
    }
  }

  @Test("is found from any folder inside the repository")
  func locates() throws {
    try withScratch { folder in
      let reference = folder.appending(path: "results/reference")
      let deep = folder.appending(path: "a/b/c")
      for made in [reference, deep] {
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
      }
      let outside = FileManager.default.temporaryDirectory
      let found = try ReferenceLibrary.locate(above: [outside, deep])
      #expect(found.directory.standardizedFileURL.path == reference.standardizedFileURL.path)
      #expect(throws: ReferenceFailure.missing("results/reference")) { try ReferenceLibrary.locate(above: [outside]) }
    }
  }

  @Test(
    "what is wrong with a file is said in one line",
    arguments: [
      ("{", "not valid JSON, line 1: the text ends where a key in quotation marks is expected"),
      ("{\"paper\": \"x\"}", "'identifier' is missing at the top level"),
      ("{\"paper\": 3}", "wrong type of value at paper"),
    ])
  func malformed(text: String, place: String) throws {
    try withScratch { folder in
      let file = folder.appending(path: "lee2018.json")
      try Data(text.utf8).write(to: file)
      let library = ReferenceLibrary(directory: folder)
      let failure = #expect(throws: ReferenceFailure.self) { try library.reference(for: "lee2018/table2") }
      #expect(failure == .malformed(file.path, place))
      #expect(failure?.message.contains("\n") == false)
      #expect(failure?.exitStatus == .badData)
    }
  }

  @Test("a missing file and a folder that cannot be written have their own statuses")
  func statuses() throws {
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      let missing = #expect(throws: ReferenceFailure.self) { try library.reference(for: "lee2018/table2") }
      #expect(missing?.exitStatus == .inputMissing)
      // A file where a folder is wanted cannot be written into, not even by root.
      try Data().write(to: folder.appending(path: "recorded"))
      let unwritable = #expect(throws: ReferenceFailure.self) { try library.record(run(1)) }
      #expect(unwritable?.exitStatus == .inputOutput)
    }
  }
}
