import ExperimentSupport
import Foundation
import GarrigaAlonso2019
import Plotting
import Results
import Suite
import Testing

@Suite("Table 1 of Garriga-Alonso et al. 2019")
struct Table1Tests {
  /// The ResNet GP is right on all test images with all training images, the others on half; none with fewer.
  private static func finished(_ tier: Tier, isOfPapersImages: Bool = false) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["garriga-alonso2019/table1"], isOfPapersImages: isOfPapersImages) {
      column, point, entry in
      guard column == "is_right" else { return 0.5 }
      let network = try #require(point.layout.coordinate("network")).text(at: point.cell[0])
      let sizes = try #require(point.layout.coordinate("training_size")).count
      guard point.cell[1] == sizes - 1 else { return 0 }
      return network == "resnet" || entry % 2 == 0 ? 1 : 0
    }
  }

  @Test("every number of every tier has its expectation", arguments: Tier.allCases)
  func everyNumberHasAnExpectation(tier: Tier) throws {
    let reference = try ReferenceNumbers("garriga-alonso2019/table1")
    let values = try scoreValues(Self.finished(tier))
    #expect(!values.isEmpty && Set(values.keys).isSubset(of: reference.keys))
    let size = tier == .quick ? 200 : tier == .standard ? 5_000 : 50_000
    #expect(values["resnet/\(size)/test_error"] == 0 && values["convnet/\(size)/test_error"] == 0.5)
    #expect(values["resnet/\(size)/below_convnet"] == 0.5 && values["resnet/\(size)/growth"] == 1)
  }

  @Test func thePapersNumbersStandBesideOurs() throws {
    let finished = try Self.finished(.standard, isOfPapersImages: true)
    let lines = try finished.narrative.split(separator: "\n")
    #expect(lines.count == 1 + 2 + 3)
    #expect(lines[3] == "| ConvNet GP | 100.00 | 100.00 | 100.00 | 50.00 | 1.03 |")
    #expect(lines[5] == "| ResNet GP | 100.00 | 100.00 | 100.00 | 0.00 | 0.84 |")
    let summary = try #require(try finished.figure).summary
    #expect(summary.panels.map(\.layers.count) == [6])
  }

  /// On procedural digits, which are easy.
  @Test func smallProcessesClassify() throws {
    let (bench, context) = try {
      let bench = try Bench(); return (bench, bench.context(of: "garriga-alonso2019/table1"))
    }()
    let process = try ImageProcess(.convNet, training: 60, of: [60], test: 50, context: context)
    #expect(process.noiseVariance == 0 && process.isRight.count == 50)
    #expect(process.isRight.count { $0 } > 20)
    // With the parts that smaller sizes have left: the first of them is one image.
    let other = bench.context(of: "garriga-alonso2019/table1")
    _ = try ImageProcess(.convNet, training: 1, of: [1, 35, 60], test: 50, context: other)
    let shared = try ImageProcess(.convNet, training: 60, of: [1, 35, 60], test: 50, context: other)
    #expect(shared.isRight == process.isRight)
    _ = bench
  }
}
