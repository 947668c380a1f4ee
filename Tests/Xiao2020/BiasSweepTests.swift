import ExperimentSupport
import Foundation
import MeanField
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("The sweep over bias variances")
struct BiasSweepTests {
  private static let ratios = [0.5, 0.6, 0.7, 1.4, 1.6, 1.8]

  /// Accuracy 0.5 to as many depth scales as the guide has, and chance beyond.
  private static func finished(_ tier: Tier) throws -> FinishedExperiment {
    try Bench(tier: tier).filled(experiments["xiao2020/bias-sweep"], isOfPapersImages: true) { _, point, entry in
      let layout = point.layout
      let biases = try #require(layout.coordinate("bias_variance").flatMap { Double.values(of: $0.values) })
      let depths = try #require(layout.coordinate("depth").flatMap { Int.values(of: $0.values) })
      let bias = biases[point.cell[0]]
      let critical = try CriticalLine(.erf).weightVariance(biasVariance: bias)
      let ratio = ratios[point.cell[1]]
      let guide = DepthGuide(side: ratio < 1 ? .ordered : .chaotic, multiple: ratio < 1 ? 12 : 10, biasVariance: bias)
      let scale = try #require(try guide.depthScale(weightVariance: ratio * critical))
      // Precision and labels within a depth.
      return Double(depths[entry / 4]) <= guide.multiple * scale ? 0.5 : 0.1
    }
  }

  @Test(arguments: Tier.allCases) func boundariesAreFoundInUnitsOfTheirScale(_ tier: Tier) throws {
    let (values, reference) = (try scoreValues(Self.finished(tier)), try ReferenceNumbers("xiao2020/bias-sweep"))
    #expect(values.count == 2 * [Tier.quick: 3, .standard: 4, .paper: 8][tier, default: 0])
    for (key, value) in values {
      let expected = key.hasSuffix("/ordered_boundary_multiple") ? 12.0 : 10
      let published = try #require(reference[key], "\(key)")
      // For other σ_b² the paper at hand has no chaotic guide.
      #expect((published.value ?? expected) == expected, "\(key)")
      // Half a step of the grid of depths, 2.1 layers, over scales of 1.5 layers and more.
      #expect((value - expected).magnitude < 1.5, "\(key)")
    }
  }

  @Test func theFigureHasAPanelAGuide() throws {
    let panels = try #require(try Self.finished(.quick).figure).summary.panels
    #expect(panels.map(\.title) == ["ordered, zero-mean labels", "chaotic, one-hot labels"])
    // Three σ_w² of three σ_b², and the guide.
    #expect(panels.map(\.layers.count) == [10, 10])
  }
}
