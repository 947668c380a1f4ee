import ExperimentSupport
import Foundation
import Plotting
import Schoenholz2017
import Suite
import Testing

@Suite("Figure 3 of Schoenholz et al. 2017")
struct Figure3Tests {
  @Test("gradients that grow by χ₁ a layer have the ratio 1 whatever their size")
  func ratiosAreTheGrowthOverTheTheorys() throws {
    let finished = try Bench().filled(experiments["schoenholz2017/figure3"]) { _, _, layer in
      pow(0.5, Double(layer))
    }
    let scores = try finished.scores
    #expect(Set(scores.map(\.key)) == (try ReferenceNumbers("schoenholz2017/figure3").keys))
    // Each layer has twice the next one's: 2/χ₁, and χ₁ grows with σ_w².
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0.value > $1.value })
    #expect(scores.allSatisfy { $0.value > 1.3 && $0.value < 2.7 && $0.samples == 6 })
    let panel = try #require(try finished.figure?.summary.panels.first)
    #expect(panel.labels == ["1.0", "1.3", "1.76", "2.25", "3.0", "4.0"].map { "σ<sub>w</sub><sup>2</sup> = \($0)" })
    // Layers 1 … 79 of the means, and the theory.
    #expect(panel.layers.map(\.points) == [Int](repeating: 79, count: 12))
  }
}
