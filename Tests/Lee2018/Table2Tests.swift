import ExperimentSupport
import Foundation
import Lee2018
import Results
import Suite
import Testing

@Suite("Tables 1 and 2")
struct Table2Tests {
  /// A made-up file: every row and nonlinearity has an accuracy of its own, which grows by 0.01 a subset seed.
  private static func value(_ column: String, _ point: Point, _: Int) -> Double {
    let place = point.cell.map(Double.init)
    // The paper's own algorithm is 0.001 above.
    let accuracy =
      place.count == 2
      ? 0.101 + 0.01 * place[0] + 0.005 * place[1] : 0.1 + 0.1 * place[0] + 0.05 * place[1] + 0.01 * place[2]
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
    // 7 sizes, 2 data sets, 2 nonlinearities, accuracy and error.
    #expect(scores.count == 56)
    #expect(Set(scores.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/table2").keys.union(Self.unread)))
    let first = try #require(scores.first { $0.key == "mnist/100/relu/test_accuracy" })
    // 0.10 … 0.14: mean 0.12, s = 0.01 √2.5, standard error s/√5 = 0.01/√2. Sums of five numbers near 0.1: rounding
    // 1e-16.
    #expect((first.value - 0.12).magnitude < 1e-15)
    #expect(((first.standardError ?? .nan) - 0.01 / 2.0.squareRoot()).magnitude < 1e-15)
    #expect(first.samples == 5)
    #expect(first.title == "MNIST 100, ReLU, test accuracy")
    // The eighth row of the file is CIFAR:100, the second column tanh.
    let other = try #require(scores.first { $0.key == "cifar10/100/tanh/test_mse" })
    #expect((other.value - 0.087).magnitude < 1e-15)
  }

  /// Figure 1b has no MNIST errors at these sizes.
  private static let unread = Set(
    [500, 2_000].flatMap { size in ["relu", "tanh"].map { "mnist/\(size)/\($0)/test_mse" } })

  @Test func oneSubsetHasNoStandardError() throws {
    let scores = try Self.finished(.quick).scores
    // 4 rows, 2 nonlinearities, accuracy and error.
    #expect(scores.count == 16)
    #expect(scores.allSatisfy { $0.standardError == nil && $0.samples == 1 })
  }

  @Test func theTableHasThePapersLayout() throws {
    let finished = try Self.finished(.quick)
    let lines = try finished.narrative.split(separator: "\n")
    // Two lines of head, four rows.
    #expect(lines.count == 6)
    #expect(lines[0] == "| Num training | Model (ReLU) | Test accuracy | Model (tanh) | Test accuracy |")
    #expect(lines[1] == "|---|---|---|---|---|")
    #expect(lines[2] == "| MNIST:1k | GP-20-1.45-0.28 | 0.1000 | GP-20-1.96-0.62 | 0.1500 |")
    #expect(lines[5] == "| CIFAR:10k | GP-5-2.97-0.28 | 0.4000 | GP-7-3.48-2.00 | 0.4500 |")
  }

  @Test(arguments: [false, true])
  func theFigureShowsThePapersPointsOnItsOwnImages(isOfPapersImages: Bool) throws {
    let summary = try #require(try Self.finished(.quick, isOfPapersImages: isOfPapersImages).figure).summary
    #expect(summary.panels.map(\.title) == ["MNIST", "CIFAR-10"])
    let published = isOfPapersImages ? ["ReLU, paper", "tanh, paper"] : []
    #expect(Set(summary.labels) == Set(["ReLU, here", "tanh, here"] + published))
    let layers = summary.panels.flatMap(\.layers)
    #expect(Set(layers.filter(\.isPublished).map(\.label)) == Set(published))
    #expect(summary.panels[1].layers.allSatisfy { $0.points == 2 })
  }

  @Test func thePaperTierHasAllRowsAndThePapersAlgorithmBesideThem() throws {
    let finished = try Self.finished(.paper)
    let scores = try finished.scores
    // 18 rows, of which 17 a second time; 2 nonlinearities, accuracy and error.
    #expect(scores.count == 18 * 4 + 17 * 4)
    let variants = scores.filter { $0.key.contains("/paper_algorithm/") }
    #expect(variants.count == 17 * 4 && !variants.contains { $0.key.hasPrefix("mnist/50000/") })
    let reference = try ReferenceNumbers("lee2018/table2")
    for key in variants.map(\.key) where key.hasSuffix("test_accuracy") { #expect(reference[key] != nil, "\(key)") }
    // The seventeenth row of the group is CIFAR:45k.
    let last = try #require(scores.first { $0.key == "cifar10/45000/tanh/paper_algorithm/test_accuracy" })
    #expect((last.value - 0.266).magnitude < 1e-15)
    let lines = try finished.narrative.split(separator: "\n")
    #expect(lines.contains("| MNIST:100 | GP-100-1.79-0.83 | 0.1000 | 0.1010 | GP-100-3.14-0.97 | 0.1500 | 0.1060 |"))
    #expect(lines.contains { $0.hasPrefix("| MNIST:50k | GP-1-0.10-0.48 | 0.9000 | – |") })
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
    #expect(text.contains("over 5 training subsets"))
    #expect(text.contains("| MNIST:1k | GP-20-1.45-0.28 | 0.4200"))
  }
}
