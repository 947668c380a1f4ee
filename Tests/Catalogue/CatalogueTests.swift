import Experiments
import Suite
import Testing

@Suite("The catalogue of experiments")
struct CatalogueTests {
  @Test func idsAreUniqueAndNamePaperAndArtefact() {
    let ids = allExperiments.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.split(separator: "/").count == 2, "\(id)") }
  }

  /// A view is shown from a file that an earlier experiment has written.
  @Test func viewsFollowWhatTheyShow() {
    for (index, view) in allExperiments.enumerated() {
      guard let source = view.source else { continue }
      #expect(allExperiments[..<index].contains { $0.id == source && $0.source == nil }, "\(view.id)")
    }
  }

  /// The main table, the study that repeats its rows ten times over, and what trains networks have the larger share.
  private static let heavy: Set = [
    "lee2018/table2", "lee2018/preprocessing", "lee2018/figure1", "lee2018/figure2", "lee2019/figure1",
    "lee2019/figure2", "jacot2018/figure1", "schoenholz2017/figure5", "xiao2020/figure2-sgd",
    "xiao2020/figure2-sgd-cnn", "bayes/uncertainty", "bayes/double-descent", "bayes/weight-decay",
  ]

  /// The budgets of the tiers, as `widelimit list` promises them.
  @Test(arguments: Tier.allCases) func declaredCostsFitTheTier(_ tier: Tier) throws {
    let costs = allExperiments.compactMap { experiment in
      experiment.source == nil ? experiment.cost(tier).map { (experiment.id, $0) } : nil
    }
    #expect(!costs.isEmpty)
    for (id, cost) in costs {
      #expect(cost.seconds > 0 && cost.memoryBytes > 0 && cost.diskBytes > 0, "\(id)")
      if let budget = tier.budgetSeconds(heavy: Self.heavy.contains(id)) { #expect(cost.seconds <= budget, "\(id)") }
    }
    if let budget = tier.budgetSeconds { #expect(costs.reduce(0) { $0 + $1.1.seconds } <= budget) }
  }

  /// Every experiment's files can be laid out, and every cell has a positive share of the time.
  @Test(arguments: Tier.allCases) func layoutsAreValid(_ tier: Tier) throws {
    for experiment in allExperiments where experiment.source == nil {
      let layouts = try experiment.layouts(tier)
      #expect(!layouts.isEmpty, "\(experiment.id)")
      for layout in layouts {
        #expect(layout.cellCount > 0, "\(experiment.id)")
        let first = layout.cellShape.map { _ in 0 }
        let last = layout.cellShape.map { $0 - 1 }
        for cell in [first, last] {
          #expect(experiment.relativeCost(group: layout.group, cell: cell, tier: tier) > 0, "\(experiment.id)")
        }
      }
    }
  }
}
