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

  /// The second rung of b fails: a's search is finished, and b's first rung.
  @Test func theFinishedPartOfAnUnfinishedSweepCanBeRead() throws {
    let (laboratory, searches) = (try Laboratory(), RunStageTests.Searches())
    searches.atCell.withLock { $0 = { if $0 == "bs1" { throw CountingExperiment.Mishap() } } }
    #expect(throws: SuiteFailure.self) { try laboratory.runner().run(searches) }
    let file = try ResultsFile(laboratory.results.appending(path: "quick/test/searches.h5.partial"))
    let tables = try Tables(file, searches.plan(.quick).layouts)
    typealias Of = RunStageTests.Searches
    #expect(tables.has(Of.first) && !tables.has(Of.second))
    let part = try #require(try tables.finishedPart(of: Of.second, Of.search == "a"))
    #expect(try part[Of.score, Of.search == "a"] == [6, 7])
    #expect(try tables.finishedPart(of: Of.second, Of.search == "b") == nil)
    #expect(try tables.finishedPart(of: Of.first, Of.search == "b") != nil)
    #expect(try tables.finishedPart(of: SweepName("third"), Of.search == "b") == nil)
  }
}
