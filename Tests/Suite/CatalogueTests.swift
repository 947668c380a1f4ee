import Failures
import Suite
import Testing

@Suite struct CatalogueTests {
  let catalogue = Catalogue([CountingView(), CountingExperiment(), OtherExperiment()])

  @Test func noNamesAreEverythingOfTheTier() throws {
    #expect(try catalogue.select([], tier: .quick).map(\.id) == ["test/view", "test/counting", "test/other"])
    #expect(try catalogue.select([], tier: .paper).map(\.id) == ["test/view", "test/other"])
  }

  @Test func aPaperIsAllOfItsExperimentsAndTheOrderIsTheCatalogues() throws {
    #expect(try catalogue.select(["test/"], tier: .quick).count == 3)
    #expect(try catalogue.select(["test/other", "test/view"], tier: .quick).map(\.id) == ["test/view", "test/other"])
  }

  @Test func aViewBringsWhatItShows() throws {
    let view = try catalogue.select(["test/view"], tier: .quick)
    #expect(try catalogue.withSources(view).map(\.id) == ["test/view", "test/counting"])
    #expect(throws: SuiteFailure.missingSource(view: "test/view", source: "test/counting")) {
      try Catalogue([CountingView()]).withSources(view)
    }
  }

  @Test(arguments: ["nonsense", "test/nonsense", "tes", ""]) func whatIsNotThereIsAUsageError(name: String) throws {
    let error = #expect(throws: SuiteFailure.self) { try catalogue.select([name], tier: .quick) }
    #expect(error?.exitStatus == .usage)
    #expect(error?.message.contains("test/other") == true, "the names that exist are shown")
  }

  @Test func anExperimentOfAnotherTierIsAUsageError() {
    #expect(throws: SuiteFailure.notInTier("test/counting", .paper, tiers: [.quick, .standard])) {
      try catalogue.select(["test/counting"], tier: .paper)
    }
  }

  @Test func theTableOfCostsNamesEveryExperimentAndAddsUp() {
    let lines = CostTable(catalogue).text.split(separator: "\n")
    #expect(lines.count == 2 + 3 + 1 + 3)
    #expect(lines[3].hasPrefix("test/counting  1 s, 1.0 kB, 100 kB"))
    #expect(lines[5].hasPrefix("in all         2 s, 50 MB, 1.1 MB"))
    #expect(lines[7].hasPrefix("test/counting  ") && !lines[7].hasSuffix(" "))
  }
}
