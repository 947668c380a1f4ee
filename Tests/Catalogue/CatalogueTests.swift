import Catalogue
import Foundation
import Results
import Suite
import Testing

@Suite("The catalogue of experiments")
struct CatalogueTests {
  private let experiments = catalogue.experiments

  @Test func idsAreUniqueAndNamePaperAndArtefact() {
    let ids = experiments.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z]+(-[a-z]+)*(\d{4})?\/[a-z0-9]+(-[a-z0-9]+)*/) != nil })
  }

  /// A view is shown from a file that an earlier experiment has written, at the same tiers.
  @Test func viewsFollowWhatTheyShow() throws {
    #expect(try catalogue.withSources(experiments).count == experiments.count)
    for (index, view) in experiments.enumerated() {
      guard let id = view.source else { continue }
      let source = try #require(experiments[..<index].first { $0.id == id && $0.source == nil }, "\(view.id)")
      for tier in view.tierNames {
        #expect(try view.plan(tier).layouts == source.plan(tier).layouts, "\(view.id) shows \(id)")
      }
    }
  }

  /// The main table, the study that repeats its rows ten times over, what trains networks or samples their posterior,
  /// and a paper's only experiment with kernels of all pairs of positions have the larger share.
  private static let heavy: Set = [
    "lee2018/table2", "lee2018/table2-networks", "lee2018/preprocessing", "lee2018/figure1", "lee2018/figure2",
    "lee2019/figure1",
    "lee2019/figure2", "jacot2018/figure1", "schoenholz2017/figure5", "xiao2020/figure2-sgd",
    "xiao2020/figure2-sgd-cnn", "arora2019/table1-networks", "bayes/uncertainty", "bayes/double-descent",
    "bayes/weight-decay", "bayes/posteriors", "bayes/approximations", "closure/bias-variance", "finitewidth/dynamics",
    "finitewidth/statistics", "lecture/step-sizes", "novak2019/figure", "shankar2020/myrtle",
  ]

  /// Twenty-four searches of networks, the ensembles of seven widths, two depths and two nonlinearities, and a paper's
  /// only table, which trains nothing: fourteen million pairs of images in each of three networks, for a tenth of the
  /// paper's training images.
  private static let heaviest: Set = ["lee2018/table2-networks", "finitewidth/dynamics", "garriga-alonso2019/table1"]

  /// The budgets of the tiers, as `widelimit list` promises them.
  @Test(arguments: Tier.allCases) func declaredCostsFitTheTier(_ tier: Tier) throws {
    let costs = experiments.compactMap { experiment in
      experiment.source == nil ? experiment.cost(tier).map { (experiment.id, $0) } : nil
    }
    #expect(!costs.isEmpty)
    for (id, cost) in costs {
      #expect(cost.seconds > 0 && cost.memoryBytes > 0 && cost.diskBytes > 0, "\(id)")
      let isHeaviest = tier == .standard && Self.heaviest.contains(id)
      let budget = isHeaviest ? 25 * 60 : tier.budgetSeconds(heavy: Self.heavy.contains(id))
      if let budget { #expect(cost.seconds <= budget, "\(id)") }
    }
    if let budget = tier.budgetSeconds { #expect(costs.reduce(0) { $0 + $1.1.seconds } <= budget) }
  }

  /// Every experiment's files can be laid out, every cell has a positive share of the time, and settings come back from
  /// a file as they went in.
  @Test(arguments: Tier.allCases) func sweepsAreValid(_ tier: Tier) throws {
    for experiment in experiments where experiment.tierNames.contains(tier) {
      let plan = try experiment.plan(tier)
      #expect(!plan.sweeps.isEmpty, "\(experiment.id)")
      #expect(try SettingsRecord(text: plan.settings.text) == plan.settings, "\(experiment.id)")
      for sweep in plan.sweeps {
        try sweep.layout.validate()
        let points = sweep.layout.points
        #expect(!points.isEmpty, "\(experiment.id)")
        for point in [points.first, points.last].compactMap({ $0 }) {
          #expect(try sweep.cost(point) > 0, "\(experiment.id)")
        }
      }
    }
  }

  /// A tier that takes another time or memory is another experiment: its settings say so.
  @Test func tiersThatDifferInTimeDifferInSettings() throws {
    for experiment in experiments {
      let plans = try experiment.tierNames.map { try experiment.plan($0) }
      for (place, a) in plans.enumerated() {
        for b in plans[(place + 1)...] where a.settings == b.settings {
          #expect(a.layouts == b.layouts, "\(experiment.id)")
          #expect(a.cost.seconds == b.cost.seconds, "\(experiment.id)")
          #expect(a.cost.memoryBytes == b.cost.memoryBytes, "\(experiment.id)")
        }
      }
    }
  }

  private static let library = ReferenceLibrary(
    directory: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "results/reference"))

  /// What is recorded is what today's program would run: otherwise nobody can hold a run against it.
  @Test func recordedRunsAreOfTodaysRevisionAndSettings() throws {
    let recorded = Self.library.directory.appending(path: "recorded")
    let tiers = try FileManager.default.contentsOfDirectory(atPath: recorded.path).sorted()
    let runs = try tiers.flatMap { try Self.library.recordedRuns(tier: $0) }
    #expect(!runs.isEmpty)
    for run in runs.map(\.identity) {
      let name = "recorded/\(run.tier)/\(run.experiment).json"
      guard let experiment = catalogue[run.experiment], let tier = Tier(rawValue: run.tier),
        experiment.tierNames.contains(tier)
      else {
        Issue.record("\(name): there is no such experiment at this tier any more: delete it")
        continue
      }
      let plan = try experiment.plan(tier)
      #expect(run.revision == plan.revision, "\(name)")
      let difference = run.settings.difference(from: plan.settings) ?? "none"
      #expect(difference == "none", "\(name): other settings; record it anew or delete it")
    }
  }
}
