import ExperimentSupport
import Foundation
import Lee2018
import Plotting
import Results
import Suite
import Testing

@Suite("Figure 6")
struct Figure6Tests {
  @Test func curvesAreTheClosedFormAndTheTableLiesOnThem() throws {
    let finished = try Bench().finished(experiments["lee2018/figure6"])
    let (exact, shape) = try finished.results.numbers("kernel_closed_form")
    #expect(shape == [10, 101])
    // l = 0: σ_b² + σ_w² cos θ. One product and one sum: 1e-15 of 1.7.
    for k in 0..<101 {
      #expect((exact[k] - (0.1 + 1.6 * cos(.pi * Double(k) / 100))).magnitude < 2e-15)
    }
    // θ = 0: q ← 0.8 q + 0.1; θ = π after one layer: the ReLU's dual vanishes at c = −1, and 0 is not reached exactly,
    // because K⁰(π) = 0.1 − 1.6 is not −1.7.
    var q = 1.7
    for layer in 1..<10 {
      q = 0.8 * q + 0.1
      #expect((exact[layer * 101] / q - 1).magnitude < 1e-14)
    }
    let values = try scoreValues(finished)
    #expect(Set(values.keys) == (try ReferenceNumbers("lee2018/figure6").keys))
    // Bilinear interpolation between 500 correlations: the slope of the arc cosine kernel is bounded, and the square
    // root singularity at c = 1 costs (1/250)^1.5 ≈ 3e-4 of the diagonal a layer at most.
    let error = try #require(values["interpolation/largest_error"])
    #expect(error > 0 && error < 2e-3)
    // Lee et al. 2018, App. B: curves flatten with depth.
    let ratio = try #require(values["contrast/largest_ratio_between_layers"])
    #expect(ratio > 0 && ratio < 1)
    let figure = try #require(try finished.figure)
    #expect(figure.panels.count == 1)
    #expect(figure.panels[0].layers.count == 20)
  }
}
