import Results
import Suite
import Testing

/// A sweep is read when it is complete.
@Suite struct TablesTests {
  /// Of an unfinished file, a cell that failed is still to be computed, as one that is missing.
  @Test func aFailedCellOfAnUnfinishedFileLeavesItsSweepOut() throws {
    let (laboratory, experiment) = (try Laboratory(), CountingExperiment())
    experiment.mishap.withLock {
      $0 = { group, cell in if group == "/second" && cell == [1, 2] { throw CountingExperiment.Mishap() } }
    }
    #expect(throws: SuiteFailure.self) { try laboratory.runner().run(experiment) }
    let file = try ResultsFile(laboratory.partial)
    let statuses = try file.statuses(group: "/second").values
    #expect(statuses.contains(.failed) && !statuses.contains(.missing))
    let tables = try Tables(file, experiment.plan(.quick).layouts)
    #expect(tables.has(.only) && !tables.has(CountingExperiment.second))
  }
}
