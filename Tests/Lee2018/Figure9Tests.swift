import Foundation
import Results
import Suite
import Testing

@Suite("Figures 4 and 9") struct Figure9Tests {
  /// A made-up map: depth 1 is good everywhere, deeper ones within a distance 3/depth of σ_w² = 2, upwards without end
  /// for the ReLU.
  private static func finished(_ bench: Bench) throws -> FinishedExperiment {
    let layout = try #require(try Bench.experiment("lee2018/figure9").layouts(bench.settings.tier).first)
    guard case .numbers(let weights)? = layout.coordinates.first(where: { $0.name == "weight_variance" })?.values
    else { throw CocoaError(.coderInvalidValue) }
    let count = layout.shape(of: ["bias_variance"])[0]
    let reach = [9.9, 1.5, 0.6, 0.3]
    return try bench.finished("lee2018/figure9") { cell in
      let offset = weights[cell[2]] - 2
      let isGood = cell[0] == 0 ? offset > -reach[cell[1]] : abs(offset) < reach[cell[1]]
      return CellValues(
        numbers: [
          "test_accuracy": Array(repeating: isGood ? 0.9 : 0.3, count: count),
          "test_mse": Array(repeating: 0.03, count: count),
          "noise_variance_used": Array(repeating: 1e-10, count: count),
        ], integers: ["cholesky_attempts": Array(repeating: 1, count: count)])
    }
  }

  @Test(arguments: [Tier.standard, .paper]) func measurementsAreSizesAndChanges(_ tier: Tier) throws {
    let bench = try Bench(tier: tier)
    let finished = try Self.finished(bench)
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
    // Two nonlinearities: fraction and distance at four depths, two changes.
    #expect(values.count == 20)
    let size = tier == .standard ? 1_000 : 5_000
    #expect(values["mnist/\(size)/tanh/depth_1/good_fraction"] == 1)
    #expect(values["mnist/\(size)/relu/depth_1_to_100/good_fraction_ratio"].map { $0 > 0.6 && $0 < 0.75 } == true)
    #expect(values["mnist/\(size)/relu/depth_20_to_100/ordered_distance_ratio"].map { $0 < 0.4 } == true)
    let reference = try ReferenceNumbers("lee2018/figure9")
    let judged = reference.keys.filter { $0.hasPrefix("mnist/\(size)/") }
    #expect(!judged.isEmpty && judged.isSubset(of: Set(values.keys)))

    let view = try FinishedExperiment(Bench.experiment("lee2018/figure4"), settings: bench.settings)
    let shown = try view.measurements
    #expect(
      shown.map(\.key) == [
        "mnist/\(size)/relu/depth_50/share_difference", "mnist/\(size)/tanh/depth_50/distance_ratio",
      ])
    #expect(shown[0].value > 0.5)
    #expect(Set(shown.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/figure4").keys))
  }

  @Test func mapsAndPhaseDiagramsAreDrawn() throws {
    let bench = try Bench(tier: .standard)
    let finished = try Self.finished(bench)
    for shown in [finished, try FinishedExperiment(Bench.experiment("lee2018/figure4"), settings: bench.settings)] {
      let picture = Bench.temporaryPicture()
      defer { try? FileManager.default.removeItem(at: picture) }
      try shown.draw(to: picture)
      #expect(try Data(contentsOf: picture).count > 10_000)
    }
  }
}
