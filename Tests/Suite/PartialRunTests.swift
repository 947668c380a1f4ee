import Failures
import Foundation
import Results
import Suite
import Testing

/// Some sweeps of a file may be computed and judged before the others.
@Suite struct PartialRunTests {
  @Test func onlyTheSweepsThatWereAskedForAreComputed() throws {
    let (laboratory, experiment) = (try Laboratory(), EarlierSweepTests.Rounds())
    let runner = laboratory.runner()
    #expect(try runner.run(experiment, only: ["first"]) == .partly(cells: 3, left: 3))
    #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(experiment, settings: runner.settings, references: nil)
    }
    let partial = try FinishedExperiment(
      experiment, settings: runner.settings, references: nil, allowsPartial: true)
    #expect(try partial.scores.map(\.key) == ["first"])
    guard case .completed(let cells, _) = try runner.run(experiment) else {
      Issue.record("the other sweep is left")
      return
    }
    #expect(cells == 3)
    let finished = try FinishedExperiment(experiment, settings: runner.settings, references: nil)
    #expect(try finished.scores.map(\.key) == ["first", "second"])
  }

  @Test func nothingIsReadWhereNoSweepIsComplete() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    experiment.mishap.withLock { $0 = { _, cell in if cell == [1, 0] { throw CountingExperiment.Mishap() } } }
    #expect(throws: SuiteFailure.self) { try laboratory.runner().run(experiment) }
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(
        experiment, settings: laboratory.runner().settings, references: nil, allowsPartial: true)
    }
    #expect(error?.exitStatus == .inputMissing)
  }

  @Test func aReproductionLeavesWhatIsUnfinishedAlone() throws {
    let laboratory = try Laboratory()
    let outcome = try Reproduction(
      runner: laboratory.runner(), references: nil, progress: laboratory.transcript.progress(.lines),
      sweeps: ["first"]
    ).run([EarlierSweepTests.Rounds()])
    #expect(outcome.exitStatus == .done && outcome.verdicts.isEmpty)
    #expect(laboratory.transcript.text.contains("3 cells, 3 of other sweeps are left"))
  }

  @Test func anUnknownSweepIsAUsageError() throws {
    let laboratory = try Laboratory()
    let error = #expect(throws: SuiteFailure.self) {
      try laboratory.runner().run(EarlierSweepTests.Rounds(), only: ["frist"])
    }
    #expect(error?.exitStatus == .usage)
    #expect(error?.message.contains("choose of first, second") == true)
  }

  @Test func anUnknownRowIsAUsageError() throws {
    let laboratory = try Laboratory()
    let error = #expect(throws: SuiteFailure.self) {
      try laboratory.runner().run(EarlierSweepTests.Rounds(), rows: ["MNIST:50k"])
    }
    #expect(error?.exitStatus == .usage)
    #expect(error?.message.contains("leave --rows out") == true)
  }

  /// Cells of a sweep with the axis `row`, of which some are asked for.
  @Test func onlyTheRowsThatWereAskedForAreComputed() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment(sweepNames: [.only]))
    let runner = laboratory.runner()
    #expect(try runner.run(experiment, rows: ["b"]) == .partly(cells: 3, left: 3))
    #expect(laboratory.transcript.text.contains("row b, column 1: value 11"))
    guard case .completed(let cells, _) = try runner.run(experiment) else {
      Issue.record("the other rows are left")
      return
    }
    #expect(cells == 3)
  }
}
