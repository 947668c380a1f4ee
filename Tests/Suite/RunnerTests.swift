import Failures
import Foundation
import HDF5
import Platform
import Results
import Suite
import Testing

@Suite struct RunnerTests {
  static let allCells = ["/", "/second"].flatMap { group in
    (0..<2).flatMap { i in (0..<3).map { j in "\(group) \([i, j])" } }
  }

  @Test func aRunComputesEveryCellOnceAndTheNextNone() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    guard case .completed(let cells, _) = try laboratory.runner().run(experiment) else {
      Issue.record("a new run has cells to compute")
      return
    }
    #expect(cells == 12)
    #expect(experiment.computed == Self.allCells)
    #expect(laboratory.exists(laboratory.file) && !laboratory.exists(laboratory.partial))
    let results = try ResultsFile(laboratory.file)
    #expect(try results.numbers("value", group: "/second").values == [0, 1, 2, 10, 11, 12])
    #expect(try results.numbers("weight").values == [7])
    #expect(try results.attribute("tier") == "quick")

    #expect(try laboratory.runner().run(experiment) == .alreadyComplete)
    #expect(experiment.computed.count == 12)
  }

  @Test func afterAnErrorTheNextRunFinishesWhatIsMissingAndNothingElse() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    experiment.mishap.withLock {
      $0 = { group, cell in if group == "/second" && cell == [0, 1] { throw CountingExperiment.Mishap() } }
    }
    let error = #expect(throws: SuiteFailure.self) { try laboratory.runner().run(experiment) }
    #expect(error?.message.hasPrefix("test/counting: row a, column 1 failed: ") == true)
    #expect(error?.exitStatus == .inputOutput)
    #expect(!laboratory.exists(laboratory.file), "an unfinished sweep does not have its final name")
    let unfinished = try ResultsFile(laboratory.partial)
    #expect(try unfinished.statuses(group: "/second").values[..<3] == [.done, .failed, .missing])

    experiment.mishap.withLock { $0 = nil }
    _ = try laboratory.runner().run(experiment)
    #expect(experiment.computed == Array(Self.allCells[..<8]) + Array(Self.allCells[7...]))
    #expect(try ResultsFile(laboratory.file).statuses(group: "/second").values == Array(repeating: .done, count: 6))
  }

  @Test func anErrorOfOursKeepsItsExitStatus() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    experiment.mishap.withLock { $0 = { _, _ in throw FileFailure.missing(path: "inputs.h5") } }
    let error = #expect(throws: SuiteFailure.self) { try laboratory.runner().run(experiment) }
    #expect(error?.exitStatus == .inputMissing)
    #expect(error?.message.contains("inputs.h5") == true)
  }

  @Test func whatTheExperimentCallsAnOutcomeDoesNotEndTheRun() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment(expectsMishaps: true))
    experiment.mishap.withLock { $0 = { _, cell in if cell == [1, 0] { throw CountingExperiment.Mishap() } } }
    _ = try laboratory.runner().run(experiment)
    let results = try ResultsFile(laboratory.file)
    #expect(try results.statuses().values == [.done, .done, .done, .diverged, .done, .done])
    #expect(try results.numbers("value").values[3].isNaN)
    #expect(try laboratory.runner().run(experiment) == .alreadyComplete)
  }

  @Test func theCellInWorkIsFinishedWhenInterrupted() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    let interruption = laboratory.interruption
    experiment.mishap.withLock { $0 = { group, cell in if cell == [0, 2] { interruption.request() } } }
    let error = #expect(throws: SuiteFailure.self) { try laboratory.runner().run(experiment) }
    #expect(error == .interrupted(experiment: "test/counting", left: 9))
    #expect(error?.exitStatus == .interrupted)
    #expect(experiment.computed == Array(Self.allCells[..<3]))
    #expect(try ResultsFile(laboratory.partial).statuses().values.prefix(4) == [.done, .done, .done, .missing])
  }

  /// Asked to end in the midst of the third cell, which has kept what it had.
  @Test func aCellThatEndsBetweenItsPartsIsLeft() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    let interruption = laboratory.interruption
    experiment.mishap.withLock {
      $0 = { group, cell in
        guard cell == [0, 2] else { return }
        interruption.request()
        try EndRequest { true }.check()
      }
    }
    let error = #expect(throws: SuiteFailure.self) { try laboratory.runner().run(experiment) }
    #expect(error == .interrupted(experiment: "test/counting", left: 10))
    #expect(experiment.computed == Array(Self.allCells[..<3]))
    #expect(try ResultsFile(laboratory.partial).statuses().values.prefix(4) == [.done, .done, .missing, .missing])
  }

  @Test func aSecondRunAtTheSameTimeIsRefused() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    try FileManager.default.createDirectory(
      at: laboratory.file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let lock = try FileLock(for: laboratory.file)
    let error = #expect(throws: FileFailure.self) { try laboratory.runner().run(experiment) }
    #expect(error?.exitStatus == .locked)
    #expect(error?.message.contains("\(getpid())") == true, "the holder is named")
    #expect(experiment.computed.isEmpty)
    withExtendedLifetime(lock) {}
  }

  @Test func whatDoesNotFitIsRefusedBeforeAnythingStarts() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment(megabytes: 5))
    let error = #expect(throws: SuiteFailure.self) { try laboratory.runner().run(experiment) }
    #expect(error?.exitStatus == .doesNotFit)
    #expect(error?.message.contains("4.0 MB are missing") == true)
    #expect(experiment.computed.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: laboratory.results.path).isEmpty)
  }

  @Test func resultsThatAreThereAskForNoMemory() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment(megabytes: 5))
    _ = try laboratory.runner(freeMemory: 10_000_000).run(experiment)
    #expect(try laboratory.runner(freeMemory: 1000).run(experiment) == .alreadyComplete)
  }

  @Test func anotherSeedStartsOver() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    _ = try laboratory.runner(seed: 0).run(experiment)
    _ = try laboratory.runner(seed: 1).run(experiment)
    #expect(experiment.computed == Self.allCells + Self.allCells)
    #expect(try ResultsFile(laboratory.file).attribute("root_seed") == "1")
    #expect(laboratory.transcript.text.contains("root seed 0, not 1; set aside as counting.h5.stale"))
  }

  @Test func aTierWithoutTheExperimentIsNamed() throws {
    let laboratory = try Laboratory()
    let error = #expect(throws: SuiteFailure.self) {
      try laboratory.runner(tier: .paper).run(CountingExperiment())
    }
    #expect(error?.exitStatus == .usage)
    #expect(error?.message.contains("--tier quick or --tier standard") == true)
  }

  @Test func resultsThatCannotBeWrittenAreOneLine() throws {
    let laboratory = try Laboratory()
    // A file where the tier's folder has to be: refused for every user, root too.
    try Data().write(to: laboratory.results.appending(path: "quick"))
    let experiment = CountingExperiment()
    let error = #expect(throws: FileFailure.self) { try laboratory.runner().run(experiment) }
    #expect(error?.message.contains("quick") == true)
    #expect(error?.message.contains("\n") == false)
    #expect(experiment.computed.isEmpty)
  }
}
