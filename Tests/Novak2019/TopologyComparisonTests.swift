import ExperimentSupport
import Failures
import Foundation
import Novak2019
import Plotting
import Results
import Suite
import Testing

@Suite("Topology and invariance of Novak et al. 2019") struct TopologyComparisonTests {
  private static let id = "novak2019/figure"

  /// By place among ten test images: which are right. Processes have 3, 4 and 6 of ten; networks 2, 5 and 7, the first
  /// trial of each, which has not learned its images, 9.
  private static func right(_ group: String, _ cell: [Int]) -> Range<Int> {
    if group == "/processes" { return 0..<[3, 4, 6][cell[1]] }
    return group == "/networks" && cell[2] == 0 && cell[3] == 0 ? 0..<9 : 0..<[2, 5, 7][cell[1]]
  }

  /// - Parameters:
  ///   - isLearned: whether every trial but the first has all training images right.
  ///   - spread: of hundred test images so many more and fewer are right by the networks of two other seeds.
  ///   - areOthers: whether the networks of other seeds did not diverge.
  ///   - end: of all trials but the first.
  private static func finished(
    _ tier: Tier, isOfPapersImages: Bool = true, isLearned: Bool = true, spread: Int = 0, areOthers: Bool = true,
    end: Double = 1
  ) throws -> FinishedExperiment {
    let test = tier == .quick ? 500 : tier == .standard ? 2_000 : 10_000
    return try Bench(tier: tier).filled(
      experiments[id], isOfPapersImages: isOfPapersImages,
      text: { name, point in
        guard name.hasSuffix("test_correct") else { return nil }
        let (group, right) = (point.layout.group, right(point.layout.group, point.cell))
        let more = group == "/other_seeds" ? (point.cell[2] == 0 ? spread : -spread) : 0
        return CorrectImages((0..<test).map { 100 * right.count / 10 + more > $0 % 100 }).text
      },
      { name, point, _ in
        let (group, cell) = (point.layout.group, point.cell)
        let isFirst = group == "/networks" && cell[2] == 0 && cell[3] == 0
        switch name {
        case "test_accuracy", "stopped_test_accuracy": return Double(right(group, cell).count) / 10
        case "training_accuracy", "stopped_training_accuracy": return isFirst || !isLearned ? 0.98 : 1
        // Those later in the grid do worse.
        case "validation_accuracy", "stopped_validation_accuracy":
          return group == "/networks" ? 0.9 - 0.1 * Double(cell[2]) - 0.01 * Double(cell[3]) : 0.5
        case "end": return group == "/other_seeds" && !areOthers ? 3 : isFirst ? 0 : end
        case "noise_variance": return 1e-10
        case "steps", "stopped_steps": return 300
        default: return 0.001
        }
      })
  }

  @Test("every number of every tier has its expectation", arguments: Tier.allCases)
  func everyNumberHasAnExpectation(tier: Tier) throws {
    let reference = try ReferenceNumbers(Self.id)
    let values = try scoreValues(Self.finished(tier))
    #expect(!values.isEmpty && Set(values.keys).isSubset(of: reference.keys))
  }

  /// Paired on the same test images; the error is of those that one alone has right.
  @Test func networksAndProcessesAreComparedImageByImage() throws {
    let scores = try Self.finished(.standard).scores
    func check(_ key: String, _ value: Double, _ variance: Double) throws {
      let score = try #require(scores.first { $0.key == "500/erf/" + key }, "\(key)")
      #expect(abs(score.value - value) < 1e-12, "\(key)")
      #expect(abs((score.standardError ?? .nan) - (variance / 2_000).squareRoot()) < 1e-12, "\(key)")
    }
    try check("fcn/process_accuracy", 0.3, 0.3 * 0.7)
    try check("cnn/network_accuracy", 0.5, 0.5 * 0.5)
    try check("fcn/network_minus_process", -0.1, 0.1 * 0.9)
    try check("cnn/process_gain", 0.1, 0.1 * 0.9)
    try check("cnn-gap/process_gain", 0.2, 0.2 * 0.8)
    try check("cnn/network_gain", 0.3, 0.3 * 0.7)
    try check("cnn-gap/network_minus_process", 0.1, 0.1 * 0.9)
    #expect(!scores.contains { $0.key.hasSuffix("fcn/network_gain") || $0.key.hasSuffix("fcn/process_gain") })
    #expect(scores.first { $0.key == "500/relu/cnn/network_accuracy" }?.samples == 3)
  }

  /// The first trial does best on validation images, and has not learned the training images: unless none has, it is
  /// not chosen.
  @Test func whatHasLearnedAllImagesIsChosen() throws {
    func check(isLearned: Bool, _ expected: [Double]) throws {
      let found = try Self.finished(.standard, isLearned: isLearned).scores
        .filter { $0.key.hasPrefix("500/relu/") && $0.key.hasSuffix("/network_accuracy") }.map(\.value)
      #expect(found.count == 3 && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    }
    try check(isLearned: true, [0.2, 0.5, 0.7])
    // With two others as they are.
    try check(isLearned: false, [1.3 / 3, 1.9 / 3, 2.3 / 3])
  }

  /// Two others a network: 2 · 0.02² of squares with two degrees of freedom, in all of six. Of hundred images two are
  /// right by two of three networks, and two by one.
  @Test func theSpreadOfSeedsIsPooledAndStudents() throws {
    let scores = try Self.finished(.standard, spread: 2).scores
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: 12) / 2.576
    let variance = factor * factor * 0.02 * 0.02
    for (key, ofImages, seeds) in [
      ("fcn/network_accuracy", 0.2 * 0.8, 1.0 / 3), ("cnn-gap/process_gain", 0.2 * 0.8, 0),
      // Of each hundred 8 differ by 1, two by 2/3 and two by 1/3; beside another network, twice as many.
      ("cnn/network_minus_process", 0.08 + 0.02 * 5 / 9 - 0.01, 1.0 / 3),
      ("cnn-gap/network_gain", 0.16 + 0.04 * 5 / 9 - 0.04, 2.0 / 3),
    ] {
      let score = try #require(scores.first { $0.key == "500/relu/" + key }, "\(key)")
      let expected = (ofImages / 2_000 + seeds * variance).squareRoot()
      #expect(abs((score.standardError ?? .nan) - expected) < 1e-12, "\(key)")
    }
  }

  /// The spread of networks trained once is not known: no sign of theirs is told, however far they lie apart. Processes
  /// have no seeds.
  @Test func aSingleNetworkDecidesNothing() throws {
    let finished = try Self.finished(.standard, areOthers: false)
    let verdicts = try finished.verdicts(ReferenceNumbers.library())
    let signs = verdicts.filter { ["network_minus_process", "network_gain"].contains($0.score.quantity) }
    #expect(signs.count == 10 && signs.allSatisfy { $0.score.standardError == nil && $0.paper == .undecided })
    let stopped = verdicts.filter { $0.score.quantity == "stopped_minus_process" }
    #expect(stopped.count == 6 && stopped.allSatisfy { $0.score.standardError == nil && $0.paper == .undecided })
    let gains = verdicts.filter { $0.score.quantity == "process_gain" }
    #expect(gains.count == 4 && gains.allSatisfy { $0.paper == .agrees })
    #expect(try finished.narrative.contains("is left open"))
    // With others the same differences are told.
    let told = try Self.finished(.standard).verdicts(ReferenceNumbers.library())
    #expect(told.count { $0.score.quantity == "network_gain" && $0.paper == .agrees } == 4)
  }

  @Test(arguments: Tier.allCases) func everyTierHasAnotherSeed(tier: Tier) throws {
    let sweeps = try experiments[Self.id].plan(tier).sweeps
    let others = try #require(sweeps.first { $0.layout.group == "/other_seeds" })
    #expect(others.layout.points.count >= 3)
  }

  /// The one rule for networks with pooling and without: above their process they agree, below it they differ.
  @Test func convolutionalNetworksAreJudgedAlike() throws {
    let verdicts = try Self.finished(.standard).verdicts(ReferenceNumbers.library())
    for topology in ["cnn", "cnn-gap"] {
      let verdict = try #require(verdicts.first { $0.score.key == "500/relu/\(topology)/network_minus_process" })
      #expect(verdict.paper == .agrees && verdict.published?.tolerance == "network-above")
    }
    let connected = try #require(verdicts.first { $0.score.key == "500/relu/fcn/network_minus_process" })
    #expect(connected.paper == .agrees && connected.score.value < 0)
  }

  /// It did best on validation images, and need not have learned the training images.
  @Test func theSecondChoiceMayUnderfit() throws {
    let verdicts = try Self.finished(.standard).verdicts(ReferenceNumbers.library())
    func value(_ key: String) -> Double? { verdicts.first { $0.score.key == "500/erf/cnn/" + key }?.score.value }
    #expect(abs((value("stopped_accuracy") ?? 0) - 0.9) < 1e-12 && value("stopped_training_accuracy") == 0.98)
    #expect(abs((value("stopped_minus_process") ?? 0) - 0.5) < 1e-12)
    #expect(value("training_accuracy") == 1)
    // How a network was chosen is no agreement with the source.
    #expect(verdicts.filter { $0.score.quantity.hasSuffix("training_accuracy") }.allSatisfy { $0.paper.cause != nil })
  }

  @Test func whatNoRunWroteIsRefused() throws {
    let error = #expect(throws: (any Error).self) { try Self.finished(.standard, end: 2).scores }
    let failure = error as? any Failure
    #expect(failure?.message.contains("2 is no end of a training") == true && failure?.exitStatus == .badData)
  }

  @Test func theFigureHasAPanelANonlinearityAndTheDifferences() throws {
    let summary = try #require(try Self.finished(.standard).figure).summary
    #expect(summary.panels.count == 3)
    #expect(
      Set(summary.labels)
        == ["Gaussian process", "trained network", "best on validation, may underfit", "ReLU", "erf"])
  }

  @Test func theNarrativeSaysWhoIsAbove() throws {
    let narrative = try Self.finished(.standard).narrative
    let lines = narrative.split(separator: "\n")
    let columns = ["ReLU", "erf"].flatMap { ["GP, \($0)", "network, \($0)", "stopped early, \($0)"] }
    #expect(lines[0] == "| test accuracy, % | \(columns.joined(separator: " | ")) |")
    #expect(lines[2] == "| FCN | 30.00 | 20.00 | 90.00 | 30.00 | 20.00 | 90.00 |")
    #expect(narrative.contains("FCN with ReLU is below its Gaussian process"))
    #expect(narrative.contains("CNN-GAP with erf is above its Gaussian process"))
  }

  /// A small network of the quick tier: trained until its images are learned, and what is stored of it belongs
  /// together.
  @Test func aNetworkIsTrainedUntilItHasLearnedItsImages() throws {
    let values = try Bench().row(of: experiments[Self.id], SweepName("networks"), cell: [0, 0, 0, 0])
    let numbers = values.numbers.mapValues { $0[0] }
    #expect(numbers["training_accuracy"] == 1 && (numbers["training_mse"] ?? 1) < 9e-4)
    #expect(values.integers["end"] == [1] && (values.integers["steps"]?.first ?? 1_500) < 1_500)
    #expect(try #require(values.integers["stopped_steps"]?.first) <= values.integers["steps"]?.first ?? 0)
    #expect((numbers["stopped_validation_accuracy"] ?? 0) >= (numbers["validation_accuracy"] ?? 1))
    let correct = try #require(CorrectImages(text: values.texts["test_correct"]?.first ?? "", images: 500))
    let share = Double(correct.isCorrect.count { $0 }) / 500
    #expect(abs(share - (numbers["test_accuracy"] ?? .nan)) < 1e-12)
    // Scenes that were drawn are told apart more often than by guessing.
    #expect(share > 0.2)
  }

  /// The process is right about images that are told apart, and its kernel has a factor without more noise.
  @Test func aProcessIsAboveChance() throws {
    let values = try Bench().row(of: experiments[Self.id], SweepName("processes"), cell: [0, 0])
    #expect((values.numbers["test_accuracy"]?.first ?? 0) > 0.2)
    #expect(values.numbers["noise_variance"] == [1e-10])
  }
}
