import ExperimentSupport
import Foundation
import Plotting
import Results
import Shankar2020
import Suite
import Testing

@Suite("Myrtle networks on CIFAR-10")
struct MyrtleTests {
  /// With all training images Myrtle-10 is right on all test images, the others on half; mirror images make half of
  /// that; none with fewer.
  private static func finished(_ tier: Tier, isOfPapersImages: Bool = false) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["shankar2020/myrtle"], isOfPapersImages: isOfPapersImages) {
      column, point, entry in
      guard column == "is_right" else { return 0.5 }
      let images = try #require(point.layout.coordinate("image")).count
      let sizes = try #require(point.layout.coordinate("training_size")).count
      guard entry / images % sizes == sizes - 1 else { return 0 }
      let isTen = try #require(point.layout.coordinate("network")).text(at: point.cell[0]) == "myrtle10"
      let isFlipped = entry / images / sizes >= 2
      return entry % (isFlipped ? 4 : 2) == 0 || isTen ? 1 : 0
    }
  }

  @Test("every number of every tier has its expectation", arguments: Tier.allCases)
  func everyNumberHasAnExpectation(tier: Tier) throws {
    let reference = try ReferenceNumbers("shankar2020/myrtle")
    let values = try scoreValues(Self.finished(tier))
    #expect(!values.isEmpty && Set(values.keys).isSubset(of: reference.keys))
    for (key, value) in values where key.contains("/myrtle5/") {
      switch key.split(separator: "/").last {
      case "flip_gain": #expect(value == -0.25, "\(key)")
      case "above_plain", "nngp_minus_ntk": #expect(value == 0, "\(key)")
      default: #expect(value == (key.contains("flips") ? 0.25 : 0.5), "\(key)")
      }
    }
    for (key, value) in values where key.hasSuffix("/above_myrtle5") {
      #expect(value == (key.contains("flips") ? 0.75 : 0.5), "\(key)")
    }
  }

  /// On procedural images, which are easy: what the table says of kernels holds for them too.
  @Test func theKernelsClassify() throws {
    let finished = try Bench().finished(experiments["shankar2020/myrtle"])
    for (key, value) in try scoreValues(finished) where key.hasSuffix("/test_accuracy") {
      #expect(value > 0.16 && value <= 1, "\(key)")
    }
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.map(\.title) == ["8 × 8 pixels"] && summary.panels.map(\.layers.count) == [4])
  }
}
