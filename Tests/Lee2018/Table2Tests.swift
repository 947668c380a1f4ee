import ExperimentSupport
import Foundation
import Lee2018
import Results
import Suite
import Testing

@Suite("Tables 1 and 2")
struct Table2Tests {
  /// A made-up file: every row and nonlinearity has an accuracy of its own, which grows by 0.01 a subset seed. The
  /// paper's own algorithm is 0.001 above.
  private static func value(_ column: String, _ point: Point, _: Int) throws -> Double {
    let (row, kind) = (try point[TableAxes.row], Double(try point.place(on: TableAxes.nonlinearity)))
    let place = Double(GaussianProcessRow.all.firstIndex(of: row) ?? 99)
    let isPapers = point.layout.group == "/paper_algorithm"
    let seed = point.cell.count == 3 ? Double(point.cell[2] + 1) : 0
    let accuracy = 0.1 + 0.01 * place + 0.005 * kind + 0.01 * seed + (isPapers ? 0.001 : 0)
    return switch column {
    case "test_accuracy": accuracy
    case "test_mse": accuracy / 10
    case "noise_variance_used": 1e-10
    default: 1
    }
  }

  private static func finished(_ tier: Tier, isOfPapersImages: Bool = false) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["lee2018/table2"], isOfPapersImages: isOfPapersImages, value)
  }

  @Test func scoresAreMeansOverSubsetsUnderTheReferencesKeys() throws {
    let scores = try Self.finished(.standard).scores
    // 7 sizes, 2 data sets, 2 nonlinearities, accuracy and error; six of the sizes a second time.
    #expect(scores.count == 56 + 48)
    #expect(Set(scores.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/table2").keys.union(Self.unread)))
    let first = try #require(scores.first { $0.key == "mnist/100/relu/test_accuracy" })
    // 0.10, 0.11 … 0.24: mean 0.17, s = 0.01 √20, standard error s/√15. Sums of numbers near 0.1: rounding 1e-15.
    #expect((first.value - 0.17).magnitude < 1e-15)
    let error: Double = 0.01 * (20.0 / 15).squareRoot()
    #expect(((first.standardError ?? .nan) - error).magnitude < 1e-15)
    #expect(first.samples == 15)
    #expect(first.title == "MNIST 100, ReLU, test accuracy")
    // CIFAR:10k is the sixteenth row of the table and has four random subsets: 0.255 + 0.02.
    let other = try #require(scores.first { $0.key == "cifar10/10000/tanh/test_mse" })
    #expect((other.value - 0.0275).magnitude < 1e-15 && other.samples == 5)
  }

  /// Figure 1b has no MNIST errors at these sizes.
  private static let unread = Set(
    [500, 2_000].flatMap { size in
      ["relu", "tanh"].flatMap { ["mnist/\(size)/\($0)/test_mse", "mnist/\(size)/\($0)/paper_algorithm/test_mse"] }
    })

  @Test func oneSubsetHasNoStandardError() throws {
    let scores = try Self.finished(.quick).scores
    // 4 rows, two of them a second time, 2 nonlinearities, accuracy and error.
    #expect(scores.count == 24)
    #expect(scores.allSatisfy { $0.standardError == nil && $0.samples == 1 })
  }

  @Test func theTableHasThePapersLayout() throws {
    let finished = try Self.finished(.quick)
    let lines = try finished.narrative.split(separator: "\n")
    // Two lines of head, four rows, and what the table's column is.
    #expect(lines.count == 7)
    let column = "Test accuracy | by the paper's table |"
    #expect(lines[0] == "| Num training | Model (ReLU) | \(column) Model (tanh) | \(column)")
    #expect(lines[1] == "|---|---|---|---|---|---|---|")
    #expect(lines[2] == "| MNIST:1k | GP-20-1.45-0.28 | 0.1300 | 0.1310 | GP-20-1.96-0.62 | 0.1350 | 0.1360 |")
    #expect(lines[5] == "| CIFAR:10k | GP-5-2.97-0.28 | 0.2500 | – | GP-7-3.48-2.00 | 0.2550 | – |")
  }

  @Test(arguments: [false, true])
  func theFigureShowsThePapersPointsOnItsOwnImages(isOfPapersImages: Bool) throws {
    let summary = try #require(try Self.finished(.quick, isOfPapersImages: isOfPapersImages).figure).summary
    #expect(summary.panels.map(\.title) == ["MNIST", "CIFAR-10"])
    let published = isOfPapersImages ? ["ReLU, paper", "tanh, paper"] : []
    let table = ["ReLU, the paper's table here", "tanh, the paper's table here"]
    #expect(Set(summary.labels) == Set(["ReLU, here", "tanh, here"] + table + published))
    let layers = summary.panels.flatMap(\.layers)
    #expect(Set(layers.filter(\.isPublished).map(\.label)) == Set(published))
    // The table is run at one of the two sizes.
    #expect(summary.panels[1].layers.allSatisfy { $0.points == (table.contains($0.label) ? 1 : 2) })
  }

  @Test func thePaperTierHasAllRowsAndThePapersAlgorithmBesideThem() throws {
    let finished = try Self.finished(.paper)
    let scores = try finished.scores
    // 18 rows, each a second time; 2 nonlinearities, accuracy and error.
    #expect(scores.count == 2 * 18 * 4)
    let variants = scores.filter { $0.key.contains("/paper_algorithm/") }
    #expect(variants.count == 18 * 4)
    let reference = try ReferenceNumbers("lee2018/table2")
    for key in variants.map(\.key) where key.hasSuffix("test_accuracy") { #expect(reference[key] != nil, "\(key)") }
    // CIFAR:45k is the eighteenth row.
    let last = try #require(scores.first { $0.key == "cifar10/45000/tanh/paper_algorithm/test_accuracy" })
    #expect((last.value - 0.276).magnitude < 1e-15)
    let lines = try finished.narrative.split(separator: "\n")
    #expect(
      lines.contains(
        "| MNIST:100 | GP-100-1.79-0.83 | 0.1700 ± 0.0115 | 0.1010 | GP-100-3.14-0.97 | 0.1750 ± 0.0115 | 0.1060 |"))
    #expect(lines.contains { $0.hasPrefix("| MNIST:50k | GP-1-0.10-0.48 | 0.1800 | 0.1810 |") })
  }

  /// Both tiers judge means over the same subsets, so that a number cannot agree at one and differ at the other.
  @Test func sharedRowsAreMeansOverTheSameSubsets() throws {
    let (standard, paper) = (try Self.finished(.standard).scores, try Self.finished(.paper).scores)
    let known = Dictionary(uniqueKeysWithValues: paper.map { ($0.key, $0) })
    for score in standard { #expect(known[score.key] == score, "\(score.key)") }
  }

  @Test func table1ShowsItsRowsOfTable2() throws {
    let bench = try Bench(tier: .standard)
    _ = try bench.filled(experiments["lee2018/table2"], isOfPapersImages: true, Self.value)
    let view = try FinishedExperiment(
      experiments["lee2018/table1"], settings: bench.settings, references: ReferenceNumbers.library())
    #expect(
      Set(try view.scores.map(\.key))
        == Set(
          ["mnist", "cifar10"].flatMap { dataset in
            ["relu", "tanh"].flatMap { kind in
              ["1000/\(kind)/test_accuracy", "10000/\(kind)/test_accuracy"].map { "\(dataset)/\($0)" }
            }
          }))
    let text = try view.narrative
    #expect(text.contains("over 15 or 5 training subsets"))
    #expect(text.contains("| MNIST:1k | GP-20-1.45-0.28 | 0.2000"))
  }
}
