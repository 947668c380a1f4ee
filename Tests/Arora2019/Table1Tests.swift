import Arora2019
import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing

@Suite("Table 1 of Arora et al. 2019")
struct Table1Tests {
  /// On procedural images, which are easy: what the table says of kernels holds for them too.
  @Test func pooledAndFlattenedKernelsClassify() throws {
    let finished = try Bench().finished(experiments["arora2019/table1"])
    let values = try scoreValues(finished)
    #expect(values.count == 2 * 2 + 2 * 2 * 2 + 2)
    for (key, value) in values where key.hasSuffix("/test_accuracy") {
      // Ten classes; a binomial error of 0.02.
      #expect(value > 0.16 && value <= 1, "\(key)")
    }
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.map(\.title) == ["32 × 32 pixels", "8 × 8 pixels"])
    #expect(summary.panels.map(\.layers.count) == [2, 4])
    #expect(
      summary.labels == ["CNTK-V, depth 3", "CNTK-V, depth 6", "CNTK-GAP, depth 3", "CNTK-GAP, depth 6"])
    // Training sizes.
    #expect(summary.panels.flatMap(\.layers).allSatisfy { $0.points == 3 })
    // No number of the paper stands beside procedural images.
    let narrative = try finished.narrative
    #expect(narrative.contains("500 beside 300 at 32 × 32, 1000 beside 100 at 8 × 8.") && !narrative.contains("paper"))
  }

  /// The half of the test images is right with all training images, none with fewer; CNTK-GAP is right on all of them.
  private static func finished(_ tier: Tier, isOfPapersImages: Bool = false) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["arora2019/table1"], isOfPapersImages: isOfPapersImages) {
      column, point, entry in
      guard column == "is_right" else { return 0.5 }
      let images = try #require(point.layout.coordinate("image")).count
      let sizes = try #require(point.layout.coordinate("training_size")).count
      let isLargest = entry / images % sizes == sizes - 1
      let isPooled = point.cell[0] == 1 || point.layout.group.hasPrefix("/pooled")
      return isLargest && (isPooled || entry % 2 == 0) ? 1 : 0
    }
  }

  @Test("every number of every tier has its expectation", arguments: Tier.allCases)
  func everyNumberHasAnExpectation(tier: Tier) throws {
    let reference = try ReferenceNumbers("arora2019/table1")
    let values = try scoreValues(Self.finished(tier))
    #expect(!values.isEmpty && Set(values.keys).isSubset(of: reference.keys))
    for (key, value) in values {
      let isPooled = key.contains("/cntk-gap/")
      #expect(value == (isPooled && !key.hasSuffix("/pooled_minus_flattened") ? 1 : 0.5), "\(key)")
    }
  }

  @Test func thePapersNumbersStandBesideOurs() throws {
    let narrative = try Self.finished(.standard, isOfPapersImages: true).narrative
    let lines = narrative.split(separator: "\n")
    #expect(lines.count == 1 + 2 + 5)
    #expect(lines[0].contains("1000 beside 2000 at 32 × 32, 1000 beside 200 at 8 × 8, 100 beside 100 at 32 × 32."))
    #expect(lines[3] == "| 3 | 50.00 | 40.94 | 50.00 | 64.47 | 100.00 | 70.47 | 50.00 | 64.47 | 100.00 | 70.47 |")
    #expect(lines[7] == "| 21 | 50.00 | 42.53 | 50.00 | 64.09 | 100.00 | 77.08 |  |  |  |  |")
  }

  /// The paper tier has the paper's column with 2,000 images and its flattened one with all, each depth once, in sweeps
  /// that can be judged before the last is there.
  @Test func thePapersOwnSizesAreParts() throws {
    let experiment = try experiments["arora2019/table1"]
    let groups = try experiment.plan(.paper).layouts.map(\.group)
    #expect(groups.prefix(3) == ["/flattened_whole_3", "/pooled_4_kernel", "/pooled_4"])
    let partial = try Bench(tier: .paper).filled(
      experiment, isOfPapersImages: true,
      missing: { sweep, _ in !["/flattened_whole_3", "/pooled_4"].contains(sweep.group) },
      { column, _, _ in column == "is_right" ? 1 : 0.5 })
    let values = try scoreValues(partial)
    // One number a depth of all images; accuracy and growth of two depths.
    #expect(values.count == 1 + 2 * 2)
    #expect(values["flattened/50000/cntk-v/3/test_accuracy"] == 1 && values["pooled/2000/cntk-gap/4/growth"] == 0)
    #expect(try partial.narrative.contains("| 3 | 100.00 | 64.47 | 100.00 | 49.71 |"))
  }
}
