import Foundation
import Results
import Suite
import Testing

@Suite("Maps over σ_w² and depth")
struct FlowMapExperimentTests {
  private static let depths = Array(0...9) + Array(stride(from: 10, through: 105, by: 5))

  /// Accuracy 1 down to depth 20, chance below, at every time but the first, which has chance everywhere.
  private static func column(times: Int) -> [Double] {
    depths.flatMap { depth in (0..<times).map { $0 > 0 && depth <= 20 ? 1.0 : 0.1 } }
  }

  private static func check(_ finished: FinishedExperiment) throws -> [String: Double] {
    let measurements = try finished.measurements
    let keys = measurements.map(\.key)
    #expect(Set(keys).count == keys.count)
    // What is judged on the 10,000 test images of larger tiers has a key of its own.
    let published = try ReferenceNumbers(finished.experiment.id).keys.filter { !$0.contains("/10000/") }
    #expect(published.isSubset(of: keys))
    #expect(try !finished.experiment.narrative(finished.results, tier: finished.tier).isEmpty)
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
    return Dictionary(uniqueKeysWithValues: measurements.map { ($0.key, $0.value) })
  }

  @Test func notebook() throws {
    let finished = try Bench().finished("xiao2020/notebook") { _ in
      CellValues(numbers: [
        "training_accuracy": Self.column(times: 5), "test_accuracy": Self.column(times: 5),
      ])
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
  }

  @Test func priorKernelBesideTangentKernel() throws {
    let finished = try Bench().finished("xiao2020/nngp-vs-ntk") { cell in
      let accuracies = cell[0] == 0 ? Self.column(times: 6).map { 0.5 * $0 + 0.05 } : Self.column(times: 6)
      return CellValues(
        numbers: ["training_accuracy": accuracies, "test_accuracy": accuracies],
        integers: ["is_trusted": Self.depths.map { $0 < 50 ? 1 : 0 }])
    }
    let values = try Self.check(finished)
    // Both fall half-way at the same place.
    let difference = try #require(values["difference/4096/train/ordered_boundary_multiple"])
    #expect(difference.magnitude < 1e-9)
    #expect(values["nngp/best_test_accuracy"] == 0.55)
    let narrative = try finished.experiment.narrative(finished.results, tier: .quick)
    #expect(narrative.contains("\(2 * 14 * Self.depths.count { $0 >= 50 }) kernels"))
  }

  @Test(arguments: [Tier.quick, .standard]) func kernelRegression(_ tier: Tier) throws {
    let finished = try Bench(tier: tier).finished("xiao2020/figure2-kernel") { _ in
      CellValues(numbers: [
        "test_accuracy": (0..<20).flatMap { [0.3, 0.3, $0 < 8 ? 0.3 : Double.nan, $0 < 8 ? 0.2 : .nan] }
      ])
    }
    let count = tier == .quick ? 200 : 1_000
    let measurements = try finished.measurements
    let published = try ReferenceNumbers("xiao2020/figure2-kernel").keys.filter { $0.hasPrefix("fcn/\(count)/") }
    #expect(published.isSubset(of: measurements.map(\.key)))
    let values = Dictionary(uniqueKeysWithValues: measurements.map { ($0.key, $0.value) })
    // Depths 30 and 34 stand left and right of the fall.
    let highest = try #require(values["fcn/\(count)/float32/zero_mean/ordered_boundary_multiple_highest"])
    #expect(highest > 30 / 1.3 && highest < 34 / 1.1)
    let shift = try #require(values["fcn/\(count)/ordered_precision_shift"])
    #expect(shift > 0)
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
