import Arora2019
import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing

@Suite("Trained networks of Table 1 of Arora et al. 2019") struct Table1NetworksTests {
  /// The first of ten test images are right: 3 by CNN-V (5 by its trial 1, which has fewer validation images), 6 by
  /// CNN-GAP, 4 by CNTK-V and 5 by CNTK-GAP.
  private static func right(_ group: String, _ place: [Int]) -> Range<Int> {
    switch (group, place[0]) {
    case ("/kernels", 0): 0..<4
    case ("/kernels", _): 0..<5
    case (_, 0): place[2] == 0 || group == "/other_seeds" ? 0..<3 : 0..<5
    default: 0..<6
    }
  }

  /// - Parameter spread: how far the test accuracies of the two other seeds lie from the best trial's, on either side.
  private static func finished(
    _ tier: Tier, isOfPapersImages: Bool = true, spread: Double = 0
  ) throws -> FinishedExperiment {
    let experiment = try experiments["arora2019/table1-networks"]
    return try Bench(tier: tier).finished(experiment, isOfPapersImages: isOfPapersImages) { _, point in
      let layout = point.layout
      let isRight = Self.right(layout.group, point.cell)
      let correct = CorrectImages((0..<1_000).map { isRight.contains($0 % 10) }).text
      return Row(
        layout.variables.filter { $0.dimensions.starts(with: layout.cellDimensions) }.map { variable in
          let count = layout.shape(of: Array(variable.dimensions.dropFirst(layout.cellDimensions.count))).reduce(1, *)
          let number: Double =
            switch variable.name {
            case "test_accuracy" where layout.group == "/other_seeds":
              Double(isRight.count) / 10 + (point.cell[2] == 0 ? spread : -spread)
            case "test_accuracy": Double(isRight.count) / 10
            case "training_accuracy": 0.995
            case "validation_accuracy": point.cell.count > 2 ? 0.5 - 0.1 * Double(point.cell[2]) : 0.5
            case "draw": Double(point.cell[2])
            case "channels": 64.0
            case "end": 0.0
            default: 0.25
            }
          if variable.name == "is_right" {
            return Int.entry(variable.name, (0..<count).map { isRight.contains($0 % 10) ? 1 : 0 })
          }
          switch variable.type {
          case .float64: return Double.entry(variable.name, Array(repeating: number, count: count))
          case .int64: return Int.entry(variable.name, Array(repeating: Int(number), count: count))
          case .text: return String.entry(variable.name, Array(repeating: correct, count: count))
          }
        })
    }
  }

  @Test("every number of every tier has its expectation", arguments: Tier.allCases)
  func everyNumberHasAnExpectation(tier: Tier) throws {
    let reference = try ReferenceNumbers("arora2019/table1-networks")
    let values = try scoreValues(Self.finished(tier))
    #expect(!values.isEmpty && Set(values.keys).isSubset(of: reference.keys))
  }

  /// The best by validation images, not by test images, and paired on the same test images.
  @Test func networksStandBesideTheirKernels() throws {
    let scores = try Self.finished(.standard).scores
    func score(_ key: String) throws -> Score { try #require(scores.first { $0.key.hasSuffix(key) }, "\(key)") }
    func check(_ key: String, _ value: Double, _ variance: Double) throws {
      let score = try score(key)
      #expect((score.value - value).magnitude < 1e-12, "\(key)")
      #expect(((score.standardError ?? .nan) - (variance / 1_000).squareRoot()).magnitude < 1e-12, "\(key)")
    }
    try check("cnn-v/3/network_test_accuracy", 0.3, 0.3 * 0.7)
    try check("cnn-v/3/above_chance", 0.2, 0.3 * 0.7)
    try check("cntk-v/3/test_accuracy", 0.4, 0.4 * 0.6)
    // One image of ten is the kernel's alone.
    try check("cnn-v/3/network_minus_kernel", -0.1, 0.1 * 0.9)
    try check("cnn-gap/4/network_minus_kernel", 0.1, 0.1 * 0.9)
    try check("cnn-gap/4/network_pooling_gain", 0.3, 0.3 * 0.7)
    try check("cntk-gap/4/pooled_minus_flattened", 0.1, 0.1 * 0.9)
    #expect(try score("cnn-gap/4/training_accuracy").value == 0.995)
    #expect(try score("cnn-gap/4/network_test_accuracy").samples == 3)
  }

  /// Two others a search: 2 · 0.02² of squares with two degrees of freedom, in all of the four searches.
  @Test func theSpreadOfSeedsIsPooledAndStudents() throws {
    let scores = try Self.finished(.standard, spread: 0.02).scores
    let factor = StudentT.quantile(twoSided: 0.99, degreesOfFreedom: 8) / 2.576
    let variance = factor * factor * 0.02 * 0.02
    for (key, ofImages) in [
      ("cnn-v/3/network_test_accuracy", 0.3 * 0.7), ("cnn-gap/4/above_chance", 0.6 * 0.4),
      ("cnn-v/4/network_minus_kernel", 0.1 * 0.9),
    ] {
      let score = try #require(scores.first { $0.key.hasSuffix(key) }, "\(key)")
      #expect(((score.standardError ?? .nan) - (ofImages / 1_000 + variance).squareRoot()).magnitude < 1e-12, "\(key)")
    }
    let gain = try #require(scores.first { $0.key.hasSuffix("cnn-gap/3/network_pooling_gain") })
    #expect(((gain.standardError ?? .nan) - (0.3 * 0.7 / 1_000 + 2 * variance).squareRoot()).magnitude < 1e-12)
  }

  /// The paper's networks are those of 50,000 images, and down its depths each difference has either sign: all keys of
  /// one kind are under one rule.
  @Test func differencesOfManyImagesAreNotCompared() throws {
    let reference = try ReferenceNumbers("arora2019/table1-networks")
    let keys = reference.keys.filter { $0.hasSuffix("/network_minus_kernel") || $0.hasSuffix("/network_pooling_gain") }
    #expect(keys.count == 2 * 6 + 15)
    #expect(Set(keys.map { reference[$0]?.tolerance }) == ["difference-of-many-images"])
    let file = try ReferenceNumbers.library().reference(for: "arora2019/table1-networks")
    guard case .notComparable(because: .reducedSize)? = file.tolerances["difference-of-many-images"]?.rule else {
      Issue.record("the rule compares")
      return
    }
  }

  /// Where the paper's networks are above their kernels is said of depths that are not run; at `paper` all are.
  @Test func depthsThatAreNotRunAreSaid() throws {
    let reference = try ReferenceNumbers("arora2019/table1-networks")
    for network in ConvolutionalNetwork.allCases {
      let above = [3, 4, 6, 11, 21].filter {
        reference["pixels16/1000/\(network.rawValue)/\($0)/network_minus_kernel"]?.value ?? .nan > 0
      }
      #expect(network.papersDepthsAboveKernel == above)
    }
    #expect(
      try Self.finished(.standard).narrative.hasSuffix(
        "Not run of the paper's depths: 6, 11, 21. Of these, in the paper, CNN-V is above CNTK-V at 11, 21, "
          + "CNN-GAP is above CNTK-GAP at 6, 21."))
    #expect(!(try Self.finished(.paper).narrative).contains("Not run"))
  }

  @Test func theFigureShowsNetworksKernelsAndTrials() throws {
    let summary = try #require(try Self.finished(.standard).figure).summary
    #expect(summary.panels.count == 3)
    #expect(
      Set(summary.labels)
        == [
          "CNN-V", "CNTK-V", "CNN-GAP", "CNTK-GAP", "CNN-V, paper, 50,000 images", "CNN-GAP, paper, 50,000 images",
        ])
    let procedural = try #require(try Self.finished(.standard, isOfPapersImages: false).figure).summary
    #expect(!procedural.labels.contains { $0.contains("paper") })
  }

  @Test func theTableStandsBesideThePapers() throws {
    let narrative = try Self.finished(.standard).narrative
    let lines = narrative.split(separator: "\n")
    #expect(lines[0] == "| depth | CNN-V | paper | CNTK-V | paper | CNN-GAP | paper | CNTK-GAP | paper |")
    #expect(lines[2] == "| 3 | 30.00 | 61.97 | 40.00 | 64.47 | 60.00 | 57.96 | 50.00 | 70.47 |")
    #expect(narrative.contains("CNN-V is above CNTK-V at 0 of "))
    #expect(narrative.contains("99.5 % of the training images right"))
    #expect(!(try Self.finished(.standard, isOfPapersImages: false).narrative).contains("paper |"))
  }
}
