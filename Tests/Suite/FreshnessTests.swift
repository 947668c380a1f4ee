import Failures
import Foundation
import Results
import Suite
import Testing

/// Results are those of today's settings, today's revision and today's arithmetic, or they are set aside.
@Suite struct FreshnessTests {
  private let laboratory: Laboratory

  init() throws { laboratory = try Laboratory() }

  /// Runs an experiment until the second sweep's first cell, which fails.
  private func begin(_ experiment: CountingExperiment, program: String) {
    experiment.mishap.withLock { $0 = { group, _ in if group != "/" { throw CountingExperiment.Mishap() } } }
    #expect(throws: SuiteFailure.self) { try laboratory.runner(program: program).run(experiment) }
    #expect(laboratory.exists(laboratory.partial))
  }

  @Test func anotherSettingIsAnotherExperiment() throws {
    _ = try laboratory.runner().run(CountingExperiment())
    let changed = CountingExperiment(settings: .init(factor: 3))
    let settings = laboratory.runner().settings
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(changed, settings: settings, references: nil)
    }
    #expect(error?.message.contains("stale (other settings: factor 1, not 3)") == true)
    #expect(error?.exitStatus == .badData)
    #expect(try laboratory.runner().run(changed) != .alreadyComplete)
    #expect(changed.computed.count == 12 && laboratory.exists(laboratory.stale))
    #expect(laboratory.transcript.text.contains("other settings: factor 1, not 3; set aside as counting.h5.stale"))
    #expect(try FinishedExperiment(changed, settings: settings, references: nil).scores.first?.value == 108)
  }

  /// What a reader is told is the settings of the file.
  @Test func textsSpeakOfTheFilesSettings() throws {
    let experiment = CountingExperiment(settings: .init(factor: 3))
    _ = try laboratory.runner().run(experiment)
    let finished = try FinishedExperiment(experiment, settings: laboratory.runner().settings, references: nil)
    #expect(try finished.narrative == "Times 3.0.")
  }

  @Test func aRaisedRevisionIsAnotherExperiment() throws {
    _ = try laboratory.runner().run(CountingExperiment())
    let raised = CountingExperiment(revision: 2)
    #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(raised, settings: laboratory.runner().settings, references: nil)
    }
    #expect(try laboratory.runner().run(raised) != .alreadyComplete)
    #expect(raised.computed.count == 12 && laboratory.exists(laboratory.stale))
    #expect(laboratory.transcript.text.contains("revision 1, not 2"))
  }

  /// A program whose values are off by 1e-3 continues cells of another: its first act is to compute one of them again.
  @Test func aProgramWithOtherNumbersContinuesNothing() throws {
    begin(CountingExperiment(), program: "one")
    let wrong = CountingExperiment(error: 1e-3)
    #expect(try laboratory.runner(program: "two").run(wrong) != .alreadyComplete)
    // The cheapest cell of the first sweep, then everything.
    #expect(wrong.computed == ["/ [0, 2]"] + RunnerTests.allCells)
    #expect(laboratory.exists(laboratory.stale))
    #expect(laboratory.transcript.text.contains("row a, column 2: value is 2.002, not 2.0, as commit one had it"))
    #expect(try ResultsFile(laboratory.file).attribute("programs").contains("commit=two"))
    #expect(try !ResultsFile(laboratory.file).attribute("programs").contains("commit=one"))
  }

  @Test func aProgramWithTheSameNumbersContinuesAndBothAreNamed() throws {
    begin(CountingExperiment(), program: "one")
    let same = CountingExperiment(error: 1e-15)
    _ = try laboratory.runner(program: "two").run(same)
    // The cheapest cell of each row.
    #expect(same.computed == ["/ [0, 2]", "/ [1, 2]"] + Array(RunnerTests.allCells[6...]))
    #expect(!laboratory.exists(laboratory.stale))
    let results = try ResultsFile(laboratory.file)
    let programs = try results.attribute("programs")
    #expect(programs.contains("commit=one") && programs.contains("commit=two"))
    #expect(try results.integers("program").values == Array(repeating: 0, count: 6))
    #expect(try results.integers("program", group: "/second").values == Array(repeating: 1, count: 6))
  }

  /// A finished file of another program is probed, too, once.
  @Test func aFinishedFileOfAnotherProgramIsProbedOnce() throws {
    _ = try laboratory.runner(program: "one").run(CountingExperiment())
    let same = CountingExperiment()
    for _ in 0..<2 { #expect(try laboratory.runner(program: "two").run(same) == .alreadyComplete) }
    #expect(same.computed == ["/ [0, 2]", "/ [1, 2]", "/second [0, 2]", "/second [1, 2]"])
    let wrong = CountingExperiment(error: 1e-3)
    #expect(try laboratory.runner(program: "three").run(wrong) != .alreadyComplete)
    #expect(wrong.computed.count == 1 + 12 && laboratory.exists(laboratory.stale))
  }

  @Test func freshSetsAsideWhatIsThere() throws {
    let first = try Laboratory()
    _ = try first.runner().run(CountingExperiment(), fresh: true)
    #expect(!first.exists(first.stale), "nothing was there")
    _ = try laboratory.runner().run(CountingExperiment())
    let again = CountingExperiment()
    #expect(try laboratory.runner().run(again, fresh: true) != .alreadyComplete)
    #expect(again.computed == RunnerTests.allCells && laboratory.exists(laboratory.stale))
  }

  /// A mistake that one row alone shows is found by the cell of that row.
  @Test func everyNameOfAnAxisIsProbed() throws {
    _ = try laboratory.runner(program: "one").run(CountingExperiment())
    let wrong = CountingExperiment(error: 1e-3, wrongRow: "b")
    #expect(try laboratory.runner(program: "two").run(wrong) != .alreadyComplete)
    #expect(laboratory.transcript.text.contains("row b, column 2: value is 12.01"))
  }

  /// What is set once is compared, too.
  @Test func constantsAreProbed() throws {
    _ = try laboratory.runner(program: "one").run(CountingExperiment())
    #expect(try laboratory.runner(program: "two").run(CountingExperiment(weight: 8)) != .alreadyComplete)
    #expect(laboratory.transcript.text.contains("weight is 8.0, not 7.0"))
  }

  /// A cell that today's program cannot compute is a difference, not the end of all runs.
  @Test func aCellThatCannotBeComputedAnyMoreIsADifference() throws {
    _ = try laboratory.runner(program: "one").run(CountingExperiment())
    let broken = CountingExperiment()
    broken.mishap.withLock { $0 = { _, _ in throw CountingExperiment.Mishap() } }
    #expect(throws: SuiteFailure.self) { try laboratory.runner(program: "two").run(broken) }
    #expect(laboratory.exists(laboratory.stale))
    #expect(laboratory.transcript.text.contains("it cannot be computed any more"))
  }

  /// What ran away is compared like everything else.
  @Test func divergedCellsAreProbed() throws {
    let diverging = CountingExperiment(expectsMishaps: true)
    diverging.mishap.withLock { $0 = { _, _ in throw CountingExperiment.Mishap() } }
    _ = try laboratory.runner(program: "one").run(diverging)
    #expect(try laboratory.runner(program: "two").run(CountingExperiment()) != .alreadyComplete)
    #expect(laboratory.transcript.text.contains("it is done, not diverged"))
  }

  /// A crash between the finished file's name and the removal of the partial one leaves both: both are set aside.
  @Test func aFinishedAndAPartialFileAreSetAsideTogether() throws {
    _ = try laboratory.runner(program: "one").run(CountingExperiment())
    try FileManager.default.copyItem(at: laboratory.file, to: laboratory.partial)
    let wrong = CountingExperiment(error: 1e-3)
    #expect(try laboratory.runner(program: "two").run(wrong) != .alreadyComplete)
    #expect(wrong.computed.count == 1 + 12)
    #expect(try ResultsFile(laboratory.file).numbers("value").values[2] == 2 * 1.001)
  }

  /// A program that was stopped in its probe has confirmed nothing.
  @Test func aProbeThatWasInterruptedConfirmsNothing() throws {
    begin(CountingExperiment(), program: "one")
    laboratory.interruption.request()
    #expect(throws: SuiteFailure.self) { try laboratory.runner(program: "two").run(CountingExperiment()) }
    let other = try Laboratory()
    try FileManager.default.createDirectory(
      at: other.file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: laboratory.partial, to: other.partial)
    _ = try other.runner(program: "one").run(CountingExperiment())
    let wrong = CountingExperiment(error: 1e-3)
    #expect(try other.runner(program: "two").run(wrong) != .alreadyComplete)
    #expect(other.exists(other.stale))
  }

  /// Good results are not set aside for a run that does not fit.
  @Test func whatDoesNotFitSetsNothingAside() throws {
    _ = try laboratory.runner(freeMemory: 10_000_000).run(CountingExperiment(megabytes: 5))
    let changed = CountingExperiment(megabytes: 5, settings: .init(factor: 3))
    for (experiment, fresh) in [(changed, false), (CountingExperiment(megabytes: 5), true)] {
      let error = #expect(throws: SuiteFailure.self) {
        try laboratory.runner(freeMemory: 1000).run(experiment, fresh: fresh)
      }
      #expect(error?.exitStatus == .doesNotFit)
      #expect(laboratory.exists(laboratory.file) && !laboratory.exists(laboratory.stale))
    }
  }
}
