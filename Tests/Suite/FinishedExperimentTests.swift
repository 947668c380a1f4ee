import Failures
import Results
import Suite
import Testing

@Suite struct FinishedExperimentTests {
  /// `CountingExperiment` as a later version might have it: with one column less.
  private struct NarrowerExperiment: Experiment {
    let id = "test/counting"
    let title = "Counting"
    let reference = "arXiv:0000.00000"

    func cost(_ tier: Tier) -> Cost? { Cost(seconds: 1, memoryBytes: 1000, diskBytes: 1000) }

    func layouts(_ tier: Tier) throws -> [SweepLayout] {
      try CountingExperiment().layouts(tier).map { layout in
        SweepLayout(
          group: layout.group,
          coordinates: layout.coordinates.map {
            $0.name == "column" ? Coordinate(name: "column", values: .integers([0, 1]), longName: "column") : $0
          }, variables: layout.variables, cellDimensions: layout.cellDimensions)
      }
    }

    func run(group: String, cell: [Int], tier: Tier, context: RunContext) throws -> CellOutcome {
      CellOutcome(CellValues(numbers: ["value": [0]]))
    }

    func scores(_ results: ResultsFile, tier: Tier) throws -> [Score] { [] }
  }

  @Test func numbersOfOtherRowsAreNotRead() throws {
    let laboratory = try Laboratory()
    let runner = laboratory.runner()
    _ = try runner.run(CountingExperiment())
    _ = try FinishedExperiment(CountingExperiment(), settings: runner.settings)
    let error = #expect(throws: SuiteFailure.self) {
      try FinishedExperiment(NarrowerExperiment(), settings: runner.settings)
    }
    guard case .otherLayout(_, _, _, "has other values of column in group /") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.exitStatus == .badData)
  }

  @Test func withoutResultsThereIsNothingFinished() throws {
    let settings = try Laboratory().runner().settings
    let error = #expect(throws: SuiteFailure.self) { try FinishedExperiment(CountingExperiment(), settings: settings) }
    #expect(error?.exitStatus == .inputMissing)
  }
}
