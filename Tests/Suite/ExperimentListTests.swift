import Failures
import Suite
import Testing

@Suite struct ExperimentListTests {
  let list = ExperimentList([CountingView(), CountingExperiment(), OtherExperiment()])

  @Test func noNamesAreEverythingOfTheTier() throws {
    #expect(try list.select([], tier: .quick).map(\.id) == ["test/view", "test/counting", "test/other"])
    #expect(try list.select([], tier: .paper).map(\.id) == ["test/other"])
  }

  @Test func aPaperIsAllOfItsExperimentsAndTheOrderIsTheCatalogues() throws {
    #expect(try list.select(["test/"], tier: .quick).count == 3)
    #expect(try list.select(["test/other", "test/view"], tier: .quick).map(\.id) == ["test/view", "test/other"])
  }

  @Test func aViewBringsWhatItShows() throws {
    let view = try list.select(["test/view"], tier: .quick)
    #expect(try list.withSources(view).map(\.id) == ["test/view", "test/counting"])
    #expect(throws: SuiteFailure.missingSource(view: "test/view", source: "test/counting")) {
      try ExperimentList([CountingView()]).withSources(view)
    }
  }

  @Test(arguments: ["nonsense", "test/nonsense", "tes", ""]) func whatIsNotThereIsAUsageError(name: String) throws {
    let error = #expect(throws: SuiteFailure.self) { try list.select([name], tier: .quick) }
    #expect(error?.exitStatus == .usage)
    #expect(error?.message.contains("test/other") == true, "the names that exist are shown")
  }

  @Test func anExperimentOfAnotherTierIsAUsageError() {
    #expect(throws: SuiteFailure.notInTier("test/counting", .paper, tiers: [.quick, .standard])) {
      try list.select(["test/counting"], tier: .paper)
    }
  }

  @Test func theTableOfCostsNamesEveryExperimentAndAddsUp() {
    let lines = CostTable(list).text.split(separator: "\n")
    #expect(lines.count == 2 + 3 + 1 + 3)
    #expect(lines[3].hasPrefix("test/counting  1 s, 0 B, "))
    #expect(lines[5].hasPrefix("in all         2 s, 50 MB, "))
    #expect(lines[7].hasPrefix("test/counting  ") && !lines[7].hasSuffix(" "))
  }
}
