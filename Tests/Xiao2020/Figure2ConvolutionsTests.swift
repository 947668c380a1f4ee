import ExperimentSupport
import Foundation
import Plotting
import Results
import Suite
import Testing
import Xiao2020

@Suite("Figure 2 of Xiao et al. 2020, convolutional networks")
struct Figure2ConvolutionsTests {
  private static let id = "xiao2020/figure2-convolutions"

  /// Accuracies written beforehand: CNN-P better by 0.1 everywhere, both worse with depth.
  @Test func differencesAreTakenCellByCell() throws {
    let byDepth = [1, 4, 8, 12, 16, 20].map { 0.4 - 0.01 * Double($0) }
    let pooled = byDepth.flatMap { Array(repeating: $0, count: 4) }
    let accuracies = pooled + pooled.map { $0 - 0.1 }
    // So many of 100 images right, the first of them; the tenth that is lost is at another place at every depth.
    let right = accuracies.flatMap { accuracy in (0..<100).map { Double($0) < 100 * accuracy - 0.5 ? 1.0 : 0 } }
    let finished = try Bench().filled(experiments[Self.id]) { column, _, entry in
      switch column {
      case "is_right": right[entry]
      // 100 times larger from depth to depth, and 10 times larger with pooling, from 10⁴ on.
      case "condition_number": pow(10, Double(entry < 6 ? 5 + 2 * entry : 4 + 2 * (entry - 6)))
      default: accuracies[entry]
      }
    }
    let scores = try finished.scores
    let values = try scoreValues(finished)
    // In the chaotic strip lies the single cell at σ_w² = 4.1 and depth 20: ten of a hundred images differ.
    let chaotic = try #require(scores.first { $0.key.hasSuffix("/chaotic_gain") }?.standardError)
    #expect(abs(chaotic - (0.1 * 0.9 / 99).squareRoot()) < 1e-12)
    let reference = try ReferenceNumbers(Self.id).keys
    // Where κ reaches 2²⁴ has no source. Every cell has a factor here, so that nothing is said of where it is lost, and
    // no column falls.
    let ofLosses = ["condition_exponent_at_loss", "accuracy_beyond_float32", "ordered_boundary_multiple"]
    #expect(
      Set(values.keys.filter { !$0.hasSuffix("ordered_condition_multiple") })
        == reference.filter { key in key.contains("/30/") && !ofLosses.contains { key.hasSuffix($0) } })
    for precision in ["float64", "float32"] {
      let (pooled, flattened) = (
        try #require(values["cnn-p/30/\(precision)/one_hot/highest_accuracy"]),
        try #require(values["cnn-f/30/\(precision)/one_hot/highest_accuracy"])
      )
      #expect(abs(pooled - 0.39) < 1e-12 && abs(flattened - 0.29) < 1e-12)
    }
    for side in ["chaotic", "ordered"] {
      let gain = try #require(values["difference/30/float32/one_hot/\(side)_gain"])
      #expect(abs(gain - 0.1) < 1e-12)
    }
    // 2²⁴ = 10^7.22 is passed between depths 4 and 8 by either network, in the one column of the ordered phase.
    let scale = try #require(
      try DepthGuide(side: .ordered, multiple: 1, biasVariance: 0.186).depthScale(weightVariance: 0.6))
    let level = log(16_777_216.0) / log(10)
    let (pooledDepth, flattenedDepth) = (4 + 4 * (level - 7) / 2, 4 + 4 * (level - 6) / 2)
    let condition = try #require(values["cnn-p/30/ordered_condition_multiple"])
    #expect((condition * scale - pooledDepth).magnitude < 1e-9)
    let shift = try #require(values["difference/30/ordered_condition_shift"])
    #expect((shift * scale - (flattenedDepth - pooledDepth)).magnitude < 1e-9)
    let figure = try #require(try finished.figure)
    #expect(figure.title.hasSuffix("8 × 8 pixels: CIFAR-10, 30 training images"))
    #expect(figure.panels.map(\.title) == ["<b>(d)</b> CNN-P", "<b>(e)</b> CNN-F", "<b>(f)</b> CNN-P − CNN-F"])
    // A map under both guides of the ordered phase and its own, or both, of the chaotic one, to just above the deepest
    // depth.
    #expect(figure.panels.map(\.layers.count) == [4, 4, 5])
    #expect(figure.panels.allSatisfy { $0.y.upper == 22 })
  }

  /// Kernels lose their factor in float32 between depths 8 and 12, where κ goes from 2²⁴ to 2²⁴ · 30²: half-way in the
  /// logarithm at 2²⁴ · 30, the first power of n = 30. In float64 half of the images are right there.
  @Test func theLossOfTheFactorIsPlaced() throws {
    let finished = try Bench().filled(experiments[Self.id]) { column, _, entry in
      let row = column == "condition_number" ? entry % 6 : column == "is_right" ? entry / 400 % 6 : entry / 4 % 6
      let isSingle = column == "is_right" ? entry / 200 % 2 == 1 : entry / 2 % 2 == 1
      switch column {
      case "condition_number": return 16_777_216 * pow(900, Double(row - 2))
      case "is_right": return isSingle && row > 2 ? -1 : entry % 2 == 0 ? 1 : 0
      default: return isSingle && row > 2 ? .nan : 0.5
      }
    }
    let values = try scoreValues(finished)
    for head in ["cnn-p", "cnn-f"] {
      let exponent = try #require(values["\(head)/30/float32/condition_exponent_at_loss"])
      #expect((exponent - 1).magnitude < 1e-9)
    }
    let scores = try finished.scores
    let gain = try #require(scores.first { $0.key == "cnn-f/30/float64/accuracy_beyond_float32" })
    #expect((gain.value - 0.4).magnitude < 1e-9 && (gain.standardError ?? 0) > 0)
  }

  @Test func kernelsOfProceduralImagesClassify() throws {
    let finished = try Bench().finished(experiments[Self.id])
    #expect(try finished.scores.allSatisfy { !$0.value.isNaN }, "what no column tells is no number")
    for score in try finished.scores where score.key.hasSuffix("highest_accuracy") {
      // Ten classes; the best of 24 cells on 100 test images.
      #expect(score.value > 0.15 && score.value <= 1, "\(score.key)")
    }
  }
}
