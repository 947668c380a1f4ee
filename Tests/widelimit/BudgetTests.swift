import Experiments
import Suite
import Testing

/// What the experiments declare to need keeps the promises of their tier.
@Suite struct BudgetTests {
  @Test(arguments: Tier.allCases) func aTierKeepsToItsBudget(tier: Tier) {
    let costs = allExperiments.compactMap { experiment in experiment.cost(tier).map { (experiment.id, $0) } }
    #expect(!costs.isEmpty)
    if let budget = tier.budgetSeconds {
      #expect(costs.reduce(0) { $0 + $1.1.seconds } <= budget)
    }
    for (id, cost) in costs {
      #expect(cost.seconds > 0 && cost.memoryBytes > 0 && cost.diskBytes > 0, "\(id) declares nothing")
      if let most = tier.budgetSeconds(heavy: true) { #expect(cost.seconds <= most, "\(id)") }
    }
    // Besides the main table and what trains, an experiment is light; one in three may be heavy.
    if let light = tier.budgetSeconds(heavy: false) {
      #expect(costs.count { $0.1.seconds > light } * 3 <= costs.count)
    }
  }

  @Test func idsAreUniqueAndNamePaperAndArtefact() {
    let ids = allExperiments.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z]+(\d{4})?\/[a-z0-9-]+/) != nil })
  }

  @Test func viewsShowWhatIsInTheCatalogue() throws {
    let catalogue = Catalogue(allExperiments)
    #expect(try catalogue.withSources(allExperiments).count == allExperiments.count)
    for view in allExperiments {
      guard let source = view.source.flatMap({ catalogue[$0] }) else { continue }
      #expect(try view.layouts(.quick) == source.layouts(.quick), "\(view.id) shows \(source.id)")
    }
  }
}
