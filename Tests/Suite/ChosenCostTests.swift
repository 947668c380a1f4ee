import Failures
import Results
import Suite
import Testing
import Work

/// Rows that were asked for alone ask for what they take, not for what all take.
@Suite struct ChosenCostTests {
  /// `CountingExperiment` with 5 MB of row b, and 0.5 MB of row a.
  private struct Measured: Experiment, RowsOfKnownMemory {
    let counting = CountingExperiment(megabytes: 5)
    let knowsSecond: Bool

    var id: String { counting.id }
    var title: String { counting.title }
    var reference: String { counting.reference }
    var revision: Int { counting.revision }
    var tiers: [Tier: TierPlan<CountingExperiment.Settings>] { counting.tiers }

    func sweeps(_ settings: CountingExperiment.Settings) -> [Sweep] { counting.sweeps(settings) }
    func scores(_ tables: Tables, _ settings: CountingExperiment.Settings) throws -> [Score] { [] }

    func memoryBytes(row: String, sweep: SweepName) -> Int? {
      if !knowsSecond, sweep == CountingExperiment.second { return nil }
      return row == "a" ? 500_000 : 6_000_000
    }
  }

  @Test func aSmallRowFitsWhereAllDoNot() throws {
    let (laboratory, experiment) = (try Laboratory(), Measured(knowsSecond: true))
    let runner = laboratory.runner(freeMemory: 1_000_000)
    #expect(throws: SuiteFailure.self) { try runner.run(experiment) }
    #expect(throws: SuiteFailure.self) { try runner.checkCost(of: experiment, rows: ["a", "b"]) }
    try runner.checkCost(of: experiment, rows: ["a"])
    #expect(try runner.run(experiment, rows: ["a"]) == .partly(cells: 6, left: 6))
  }

  /// A row is not refused for more than what is declared for all.
  @Test func aLargeRowNeedsWhatIsDeclared() throws {
    let (laboratory, experiment) = (try Laboratory(), Measured(knowsSecond: true))
    let error = #expect(throws: SuiteFailure.self) {
      try laboratory.runner(freeMemory: 1_000_000).run(experiment, rows: ["b"])
    }
    #expect(error?.exitStatus == .doesNotFit && error?.message.contains("needs 5.0 MB") == true)
    try laboratory.runner(freeMemory: 5_500_000).checkCost(of: experiment, rows: ["b"])
  }

  @Test func whatIsNotKnownIsWhatIsDeclared() throws {
    let (laboratory, experiment) = (try Laboratory(), Measured(knowsSecond: false))
    let runner = laboratory.runner(freeMemory: 1_000_000)
    #expect(throws: SuiteFailure.self) { try runner.checkCost(of: experiment, rows: ["a"]) }
    try runner.checkCost(of: experiment, only: [""], rows: ["a"])
    #expect(throws: SuiteFailure.self) { try runner.checkCost(of: CountingExperiment(megabytes: 5), rows: ["a"]) }
  }
}
