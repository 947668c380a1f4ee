import Foundation
import Results
import Suite
import Testing

/// What `verify` finds, and its exit status.
@Suite struct VerificationTests {
  private let laboratory: Laboratory
  private let references: ReferenceLibrary

  init() throws {
    laboratory = try Laboratory()
    references = try laboratory.references()
    _ = try laboratory.runner().run(DrawnExperiment())
  }

  private func verify(
    _ experiments: [any Experiment], program: String = "one", seed: UInt64 = 0, records: Bool = false,
    partial: Bool = false
  ) throws -> Verification {
    let executable = Program(commit: program, isDirty: "false", executable: program, blasCore: "any", threads: 1)
    return try Verification(
      experiments, settings: laboratory.runner().settings, references: references, program: executable,
      allowsPartial: partial, records: records)
  }

  @Test func recordedNumbersOfThisProgramPass() throws {
    let first = try verify([DrawnExperiment()])
    #expect(first.exitStatus == .verdictFailed)
    #expect(first.complaints.first?.contains("--record` records this run's") == true)
    let second = try verify([DrawnExperiment()], records: true)
    #expect(second.exitStatus == .done && second.complaints.isEmpty)
    // A file without numbers is no test of anything.
    _ = try laboratory.runner().run(OtherExperiment())
    #expect(try verify([OtherExperiment()]).tier.experiments.isEmpty)
  }

  @Test func numbersOfAnotherProgramFail() throws {
    _ = try verify([DrawnExperiment()], records: true)
    let other = try verify([DrawnExperiment()], program: "two")
    #expect(other.exitStatus == .verdictFailed && other.complaints.count == 1)
    #expect(other.complaints[0].contains("computed by another program (commit one)"))
    #expect(other.complaints[0].contains("`widelimit reproduce test/drawn --tier quick`"))
    #expect(other.tier.experiments.first?.foreignness == other.complaints[0])
    // Also of an experiment without numbers.
    _ = try laboratory.runner().run(OtherExperiment())
    #expect(try verify([OtherExperiment()], program: "two").exitStatus == .verdictFailed)
    let several = try verify([DrawnExperiment(), OtherExperiment()], program: "two").complaints
    #expect(several.count == 1 && several[0].contains("`widelimit reproduce test/drawn test/other --tier quick`"))
  }

  @Test func aNumberThatVanishedFailsAlsoIfAllDid() throws {
    _ = try verify([DrawnExperiment(keys: ["one", "two"])], records: true)
    for keys in [["one"], []] {
      let verification = try verify([DrawnExperiment(keys: keys)])
      #expect(verification.exitStatus == .verdictFailed)
      #expect(verification.tier.verdicts.map(\.recorded).last == .outside)
      #expect(verification.tier.verdicts.count == 2)
    }
    // Recording it says that it is meant.
    for keys in [["one"], []] {
      #expect(try verify([DrawnExperiment(keys: keys)], records: true).exitStatus == .done)
      #expect(try references.recorded(for: "test/drawn", tier: "quick").flatMap(\.scores).map(\.key) == keys)
    }
  }

  @Test func aStaleFileSilencesNoOtherAndAFailedVerdictComesFirst() throws {
    _ = try laboratory.runner().run(CountingExperiment())
    let stale: [any Experiment] = [CountingExperiment(revision: 2), OtherExperiment(), DrawnExperiment()]
    let failed = try verify(stale)
    #expect(failed.exitStatus == .verdictFailed && failed.complaints.count == 3)
    let passed = try verify(stale, records: true)
    #expect(passed.exitStatus == .badData && passed.complaints.count == 2)
    #expect(passed.complaints[0].contains("is stale (revision 1, not 2)"))
    #expect(passed.complaints[1].contains("no results of test/other yet"))
    #expect(passed.tier.unusable.map(\.id) == ["test/counting"] && passed.tier.absent == ["test/other"])
    #expect(passed.tier.verdicts.map(\.recorded) == [.same])
    let absent = try verify([OtherExperiment(), DrawnExperiment()])
    #expect(absent.exitStatus == .inputMissing && absent.complaints.count == 1)
  }

  @Test func whatIsRecordedOfAnotherRunIsSaidInPlaceOfTheAdvice() throws {
    _ = try laboratory.runner(seed: 1).run(CountingExperiment())
    _ = try verify([CountingExperiment()], records: true)
    try FileManager.default.removeItem(at: laboratory.file)
    _ = try laboratory.runner(seed: 0).run(CountingExperiment())
    let verification = try verify([CountingExperiment()])
    #expect(verification.exitStatus == .verdictFailed)
    let complaint = try #require(verification.complaints.first)
    #expect(complaint.contains("1 of test/counting without a recorded value") && !complaint.contains("--record"))
    #expect(complaint.contains("another run (here root seed 0, not 1)"))
  }

  /// Numbers that an unfinished file does not have yet are neither missed nor forgotten.
  @Test func anUnfinishedFileIsJudgedAndRecordedByItsOwnNumbers() throws {
    let experiment = EarlierSweepTests.Rounds()
    func recordedKeys() throws -> [String] {
      try references.recorded(for: experiment.id, tier: "quick").flatMap(\.scores).map(\.key)
    }
    _ = try laboratory.runner().run(experiment)
    _ = try verify([experiment], records: true)
    #expect(try recordedKeys() == ["first", "second"])
    _ = try laboratory.runner().run(experiment, fresh: true, only: ["first"])
    #expect(try verify([experiment]).tier.absent == ["test/rounds"])
    for records in [false, true] {
      let partial = try verify([experiment], records: records, partial: true)
      #expect(partial.exitStatus == .done && partial.tier.verdicts.map(\.score.key) == ["first"])
    }
    #expect(try recordedKeys() == ["first", "second"])
  }

  /// One that only confirmed a cell is not among them.
  @Test func aRecordedRunNamesTheProgramsThatComputedItsCells() throws {
    _ = try laboratory.runner(program: "two").run(DrawnExperiment())
    _ = try verify([DrawnExperiment()], program: "two", records: true)
    let run = try #require(try references.recorded(for: "test/drawn", tier: "quick").first)
    let programs = try #require(run.provenance["programs"])
    #expect(programs.hasPrefix("commit=one ") && !programs.contains("commit=two"))
  }
}
