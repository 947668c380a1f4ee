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
    #expect(same.computed == ["/ [0, 2]"] + Array(RunnerTests.allCells[6...]))
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
    #expect(same.computed == ["/ [0, 2]", "/second [0, 2]"])
    let wrong = CountingExperiment(error: 1e-3)
    #expect(try laboratory.runner(program: "three").run(wrong) != .alreadyComplete)
    #expect(wrong.computed.count == 1 + 12 && laboratory.exists(laboratory.stale))
  }

  @Test func freshSetsAsideWhatIsThere() throws {
    _ = try laboratory.runner().run(CountingExperiment())
    let again = CountingExperiment()
    #expect(try laboratory.runner().run(again, fresh: true) != .alreadyComplete)
    #expect(again.computed == RunnerTests.allCells && laboratory.exists(laboratory.stale))
  }
}
