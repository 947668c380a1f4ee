import Failures
import HDF5
import Results
import Suite
import Testing

@Suite struct FinishedExperimentTests {
  @Test func numbersOfOtherRowsAreNotRead() throws {
    let laboratory = try Laboratory()
    let runner = laboratory.runner()
    _ = try runner.run(CountingExperiment())
    _ = try FinishedExperiment(CountingExperiment(), settings: runner.settings, references: nil)
    // A later version of the program with the same settings and fewer columns.
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(CountingExperiment(columns: 2), settings: runner.settings, references: nil)
    }
    guard case .stale(_, _, _, "has other values of column in group /") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.exitStatus == .badData)
  }

  /// A later version of the program that has one more sweep with the same settings.
  @Test func aFileThatLacksASweepIsStaleWithItsMend() throws {
    let laboratory = try Laboratory()
    let runner = laboratory.runner()
    _ = try runner.run(CountingExperiment(sweepNames: [.only]))
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(CountingExperiment(), settings: runner.settings, references: nil)
    }
    guard case .stale(_, _, _, "has no sweep in group /second") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.message.contains("`widelimit reproduce test/counting --tier quick`") == true)
  }

  /// A finished file that was changed is named with its mend, whatever was changed.
  @Test(arguments: ["/value", "/status", "experiment", "tier"]) func aChangedFileIsRefusedWithItsMend(
    place: String
  ) throws {
    let laboratory = try Laboratory()
    let runner = laboratory.runner()
    _ = try runner.run(CountingExperiment())
    let file = try HDF5File.open(laboratory.file, writable: true)
    switch place {
    case "/value": try file.root.dataset("value").write([0, 1, .nan, 10, 11, 12] as [Double])
    case "/status": try file.root.dataset("status").write([1, 1, 1, 1, 1, 4] as [UInt8])
    default: try file.root.setAttribute(place, "other")
    }
    try file.close()
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(CountingExperiment(), settings: runner.settings, references: nil)
    }
    #expect(error?.exitStatus == .badData)
    #expect(error?.message.contains("`widelimit reproduce test/counting --tier quick`") == true)
    let verification = try Verification(
      [CountingExperiment(), OtherExperiment()], settings: runner.settings,
      references: ReferenceLibrary(directory: laboratory.results), program: .current(threads: 1))
    #expect(verification.exitStatus == .badData && verification.tier.unusable.count == 1)
    // The next run sets it aside.
    _ = try runner.run(CountingExperiment())
    #expect(laboratory.exists(laboratory.stale))
    _ = try FinishedExperiment(CountingExperiment(), settings: runner.settings, references: nil)
  }

  @Test func withoutResultsThereIsNothingFinished() throws {
    let settings = try Laboratory().runner().settings
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(CountingExperiment(), settings: settings, references: nil)
    }
    #expect(error?.exitStatus == .inputMissing)
  }
}
