import Failures
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

  @Test func withoutResultsThereIsNothingFinished() throws {
    let settings = try Laboratory().runner().settings
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(CountingExperiment(), settings: settings, references: nil)
    }
    #expect(error?.exitStatus == .inputMissing)
  }
}
