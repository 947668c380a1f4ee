import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Maps over σ_w² and depth")
struct FlowMapExperimentTests {
  private static let depths = Array(0...9) + Array(stride(from: 10, through: 105, by: 5))

  /// Accuracy 1 down to depth 20, chance below, at every time but the first, which has chance everywhere.
  private static func accuracy(entry: Int, times: Int) -> Double {
    entry % times > 0 && depths[entry / times] <= 20 ? 1 : 0.1
  }

  private static func check(_ finished: FinishedExperiment) throws -> [String: Double] {
    let keys = try finished.scores.map(\.key)
    #expect(Set(keys).count == keys.count)
    // What is judged on the 10,000 test images of larger tiers has a key of its own.
    let published = try ReferenceNumbers(finished.experiment.id).keys.filter { !$0.contains("/10000/") }
    #expect(published.isSubset(of: keys))
    return try scoreValues(finished)
  }

  private static func text(_ finished: FinishedExperiment) throws -> String {
    try finished.narrative
  }

  @Test func notebook() throws {
    let finished = try Bench().filled(experiments["xiao2020/notebook"]) { _, _, entry in
      Self.accuracy(entry: entry, times: 5)
    }
    let values = try Self.check(finished)
    // Half-way between 20 and 25 layers. ξ₁ of the column in the middle, at σ_w² = 0.5 + 2.5 k/19, is 22.5 over the
    // multiple.
    let multiple = try #require(values["ntk/4096/train/ordered_boundary_multiple"])
    #expect(multiple > 22.5 / 8 && multiple < 22.5 / 1.17)
    let deep = try #require(values["ntk/4096/test/deep_chaotic_accuracy"])
    #expect((deep - 0.1).magnitude < 1e-12)
    #expect(values["ntk/best_test_accuracy"] == 1)
    let correlation = try #require(values["ntk/4096/train/ordered_rank_correlation"])
    #expect(correlation < -0.5)
    let figure = try #require(try finished.figure)
    let times = ["1", "8", "64", "512", "4096"]
    #expect(
      figure.panels.map(\.title) == ["train", "test"].flatMap { row in times.map { "\(row), <i>t</i> = \($0)" } })
    #expect(figure.panels.allSatisfy { $0.layers.count == 3 })
    #expect(figure.title.hasSuffix("= 0.18: CIFAR-10, 256 training images"))
    #expect(try Self.text(finished).contains("20 values of σ_w², the first 256 training and 2000 test images"))
  }

  @Test func priorKernelBesideTangentKernel() throws {
    let kernel = Axis<String>("kernel", "kernel")
    let finished = try Bench().filled(experiments["xiao2020/nngp-vs-ntk"]) { column, point, entry in
      // The NNGP has 200 of 2,000 images right at one depth a column, the NTK a hundred of these.
      if column == "correct_beyond_guide" { return try entry < (point[kernel] == "nngp" ? 200 : 100) ? 1 : 0 }
      if column == "is_trusted" { return Self.depths[entry] < 50 ? 1 : 0 }
      let accuracy = Self.accuracy(entry: entry, times: 6)
      return try point[kernel] == "nngp" ? 0.5 * accuracy + 0.05 : accuracy
    }
    let values = try Self.check(finished)
    // Both fall half-way at the same place.
    let difference = try #require(values["difference/4096/train/ordered_boundary_multiple"])
    #expect(difference.magnitude < 1e-9)
    #expect(values["nngp/best_test_accuracy"] == 0.55)
    // Both classify the same images: the error is that of the hundred that differ.
    let lost = try #require(try finished.scores.first { $0.key == "difference/4096/test/2000/chaotic_accuracy" })
    let error = try #require(lost.standardError)
    #expect(lost.value < 0)
    // A twentieth of the images has a difference, all the same: a deviation of √(p(1 − p)) beside a mean of p.
    #expect((error / lost.value.magnitude - (0.95 / 0.05 / 1_999).squareRoot()).magnitude < 1e-9)
    #expect(try Self.text(finished).contains("\(2 * 14 * Self.depths.count { $0 >= 50 }) kernels"))
    let figure = try #require(try finished.figure)
    let rows = ["NNGP, train", "NNGP, test", "NTK − NNGP, train", "NTK − NNGP, test"]
    #expect(figure.panels.map(\.y.title) == rows.flatMap { [$0] + Array(repeating: "", count: 5) })
    #expect(figure.panels.allSatisfy { $0.layers.count == 3 })
    #expect(figure.panels.count { $0.title == "<i>t</i> = ∞" } == 4)
  }

  @Test(arguments: [Tier.quick, .standard]) func kernelRegression(_ tier: Tier) throws {
    let id = "xiao2020/figure2-kernel"
    // Of every depth: float64 with either labels, float32 with either.
    let accuracies = (0..<20).flatMap { [0.3, 0.3, $0 < 8 ? 0.3 : Double.nan, $0 < 8 ? 0.2 : .nan] }
    let finished = try Bench(tier: tier).filled(experiments[id]) { _, _, entry in accuracies[entry] }
    let count = tier == .quick ? 200 : 1_000
    let values = try scoreValues(finished)
    let published = try ReferenceNumbers(id).keys.filter { $0.hasPrefix("fcn/\(count)/") }
    #expect(published.isSubset(of: values.keys))
    // Depths 30 and 34 stand left and right of the fall.
    let highest = try #require(values["fcn/\(count)/float32/zero_mean/ordered_boundary_multiple_highest"])
    #expect(highest > 30 / 1.3 && highest < 34 / 1.1)
    let shift = try #require(values["fcn/\(count)/ordered_precision_shift"])
    #expect(shift > 0)
    #expect(values["fcn/\(count)/float32/one_hot/best_test_accuracy"] == 0.2)
    let figure = try #require(try finished.figure)
    let names = ["float64", "float32"].flatMap { [($0, "zero-mean"), ($0, "one-hot")] }
    #expect(figure.panels.map(\.title) == names.map { "FCN, \($0.0), \($0.1) labels" })
    #expect(figure.panels.allSatisfy { $0.layers.count == 3 && $0.y.upper == 82 })
    #expect(figure.title.hasSuffix("CIFAR-10, \(count) training images"))
    #expect(try Self.text(finished).contains("A kernel without a factor, 0 in float64 and 240 in float32"))
  }
}
