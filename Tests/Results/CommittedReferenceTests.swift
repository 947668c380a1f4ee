import Foundation
import Results
import TestSupport
import Testing

@Suite("The reference numbers in the repository") struct CommittedReferenceTests {
  private static let papers: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: Examples.folder.path))?
    .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted() ?? []

  @Test("there are some") func some() { #expect(Self.papers.contains("lee2018")) }

  @Test("every published number has a source, a resolution and a tolerance with its reason", arguments: papers)
  func complete(paper: String) throws {
    let file = try Examples.library.reference(for: paper + "/any")
    for (id, experiment) in file.experiments {
      #expect(id.hasPrefix(paper + "/"))
      #expect(Set(experiment.published.map(\.key)).count == experiment.published.count, "\(id) has a key twice")
      for number in experiment.published {
        #expect(!number.source.isEmpty)
        #expect(file.tolerances[number.tolerance] != nil, "\(id) \(number.key) has no tolerance \(number.tolerance)")
        #expect((number.value == nil) == (number.kind == .qualitative))
        #expect(number.kind == .number || number.expectation?.isEmpty == false)
      }
    }
    #expect(file.tolerances.values.allSatisfy { $0.reason.count > 20 })
    #expect(file.rounding.values.allSatisfy { $0.reason.count > 20 })
    let used = Set(file.experiments.values.flatMap { $0.published.map(\.tolerance) })
    #expect(used == Set(file.tolerances.keys), "a tolerance that no number uses")
  }

  @Test(
    "every number that a paper of the mission has belongs to one of its panels", arguments: ["lee2018", "xiao2020"])
  func panels(paper: String) throws {
    let file = try Examples.library.reference(for: paper + "/any")
    let panels = try #require(file.panels)
    #expect(Set(panels.map { [$0.name, $0.shows] }).count == panels.count)
    for panel in panels {
      let numbers = panel.experiment.flatMap { file.experiments[$0]?.published } ?? []
      for pattern in panel.keys {
        #expect(numbers.contains { pattern.covers($0.key) }, "\(panel.name), \(panel.shows): \(pattern.text)")
      }
      #expect(panel.experiment == nil || !panel.keys.isEmpty)
      #expect(panel.sizes.keys.allSatisfy(Self.tiers.contains))
    }
    for (id, experiment) in file.experiments {
      let own = panels.filter { $0.experiment == id }
      let lost = experiment.published.map(\.key).filter { key in !own.contains { $0.covers(key) } }
      #expect(lost.isEmpty, "\(id): \(lost.prefix(5))")
    }
  }

  @Test("files are in the form that the recorder writes, so that a change shows as one", arguments: papers)
  func canonical(paper: String) throws {
    let committed = try Data(contentsOf: Examples.library.referenceURL(for: paper + "/any"))
    try withScratch { folder in
      let library = ReferenceLibrary(directory: folder)
      try library.update(try Examples.library.reference(for: paper + "/any"), for: paper + "/any")
      #expect(try Data(contentsOf: library.referenceURL(for: paper + "/any")) == committed)
    }
  }

  @Test("all 36 Gaussian-process and 36 network accuracies of Lee et al.'s Table 2 are there, Table 1 is its view")
  func table2() throws {
    let experiments = try Examples.library.reference(for: "lee2018/table2").experiments
    let table2 = try #require(experiments["lee2018/table2"]).published
    let process = table2.filter { KeyPattern("*/*/*/test_accuracy").covers($0.key) }
    #expect(process.count == 36)
    let networks = try #require(experiments["lee2018/table2-networks"]).published
    #expect(networks.count { $0.key.hasSuffix("/network_test_accuracy") } == 36)
    // Sums over the columns, added by hand from the paper: a mistyped digit moves them.
    let sums = ["mnist/relu": 8.2938, "mnist/tanh": 8.2945, "cifar10/relu": 3.6569, "cifar10/tanh": 3.6475]
    for (column, sum) in sums {
      let parts = column.split(separator: "/")
      let values = process.filter { $0.key.hasPrefix(parts[0]) && $0.key.contains("/\(parts[1])/") }.compactMap(\.value)
      #expect(values.count == 9)
      #expect(abs(values.reduce(0, +) - sum) < 1e-9, "\(column)")
    }
    // The models with the paper's own algorithm are held against the same numbers, MNIST's more closely.
    for number in table2 where number.key.contains("/paper_algorithm/") {
      let key = number.key.replacing("/paper_algorithm", with: "")
      let isSharper = number.tolerance.hasPrefix("mnist/paper-algorithm/")
      #expect(
        table2.contains { $0.key == key && $0.value == number.value && ($0.tolerance == number.tolerance) != isSharper }
      )
    }
    for number in try #require(experiments["lee2018/table1"]).published {
      #expect(table2.contains { $0.key == number.key && $0.value == number.value })
    }
  }

  private static let tiers = ["quick", "standard", "paper"]

  @Test(
    "recorded runs lie where their identity says, once each, and every difference has its paragraph", arguments: tiers)
  func places(tier: String) throws {
    var seen: Set<RunIdentity> = []
    for run in try Examples.library.recordedRuns(tier: tier) {
      #expect(run.identity.tier == tier)
      #expect(seen.insert(run.identity).inserted)
      #expect(Set(run.scores.map(\.key)).count == run.scores.count, "\(run.identity.experiment) has a key twice")
      let judge = try Examples.library.judge(for: run.identity.experiment, tier: tier)
      #expect(judge.recorded.contains(run))
      let table = VerdictTable(judge.verdicts(for: run.scores, of: run.identity))
      #expect(table.complaint(file: run.identity.experiment) == nil)
    }
  }

  @Test(
    "a number that moves by more than its rounding is outside its recorded value, one that vanishes too",
    arguments: tiers)
  func moved(tier: String) throws {
    for run in try Examples.library.recordedRuns(tier: tier) {
      let judge = try Examples.library.judge(for: run.identity.experiment, tier: tier)
      func verdicts(_ change: (Score) -> Double) -> [RecordedVerdict] {
        let changed = run.scores.map { Score(key: $0.key, value: change($0), title: $0.title) }
        return judge.verdicts(for: changed, of: run.identity).map(\.recorded)
      }
      let expected = run.scores.map { $0.value.isFinite ? RecordedVerdict.outside : .same }
      let moved = verdicts { score in
        let width = judge.reference.rounding(of: score.quantity).width(around: score.value)
        return score.value + 1.01 * width + score.value.ulp
      }
      #expect(zip(run.scores, zip(moved, expected)).allSatisfy { !$0.value.isFinite || $1.0 == $1.1 })
      let vanished = judge.verdicts(for: [], of: run.identity)
      #expect(vanished.map(\.score.key) == run.scores.map(\.key) && vanished.allSatisfy { $0.recorded == .outside })
      #expect(zip(verdicts { _ in .nan }, run.scores).allSatisfy { $1.value.isNaN || $0 == .outside })
    }
  }

  @Test("Table 1 and Table 2 of Lee et al. show the same runs: what both have is equal bit by bit", arguments: tiers)
  func views(tier: String) throws {
    let runs = try Examples.library.recordedRuns(tier: tier)
    for table1 in runs where table1.identity.experiment == "lee2018/table1" {
      let table2 = try #require(
        runs.first {
          $0.identity.experiment == "lee2018/table2" && $0.identity.datasetDigests == table1.identity.datasetDigests
            && $0.identity.rootSeed == table1.identity.rootSeed
        })
      let values = Dictionary(uniqueKeysWithValues: table2.scores.map { ($0.key, $0.value) })
      #expect(table1.scores.allSatisfy { values[$0.key] == $0.value })
    }
  }

  @Test("the README's table has twenty-six rows, and each experiment with published numbers is in one of them")
  func rows() throws {
    let references = try Examples.library.references()
    let rows = references.flatMap { $0.summary?.rows ?? [] }
    #expect(rows.count == 26)
    let inRows = rows.flatMap(\.experiments)
    #expect(Set(inRows).count == inRows.count)
    #expect(Set(inRows) == Set(references.flatMap(\.experiments.keys)))
    #expect(rows.allSatisfy { Set($0.sizes.keys) == Set(Self.tiers) })
  }

  @Test("the README's table and results/README.md are what the recorded runs give")
  func readme() throws {
    let root = Examples.folder.deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let table = try ReadmeTable(library: Examples.library).markdown(tiers: Self.tiers)
    #expect(try ReadmeTable.replacing(in: readme, with: table) == readme, "run `widelimit report --readme README.md`")
    let numbers = try String(contentsOf: root.appending(path: "results/README.md"), encoding: .utf8)
    #expect(
      try NumbersTable(library: Examples.library).markdown(tiers: Self.tiers) == numbers,
      "run `widelimit report --numbers results/README.md`")
  }
}
