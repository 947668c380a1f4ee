import ExperimentSupport
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
      column == "is_right" ? right[entry] : accuracies[entry]
    }
    let scores = try finished.scores
    let values = try scoreValues(finished)
    // In the chaotic strip lies the single cell at σ_w² = 4.1 and depth 20: ten of a hundred images differ.
    let chaotic = try #require(scores.first { $0.key.hasSuffix("/chaotic_gain") }?.standardError)
    #expect(abs(chaotic - (0.1 * 0.9 / 99).squareRoot()) < 1e-12)
    let reference = try ReferenceNumbers(Self.id).keys
    #expect(Set(values.keys) == reference.filter { $0.contains("/30/") })
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
    let figure = try #require(try finished.figure)
    #expect(figure.title.hasSuffix("8 × 8 pixels: CIFAR-10, 30 training images"))
    #expect(figure.panels.map(\.title) == ["<b>(d)</b> CNN-P", "<b>(e)</b> CNN-F", "<b>(f)</b> CNN-P − CNN-F"])
    // A map under two guides, to just above the deepest depth.
    #expect(figure.panels.allSatisfy { $0.layers.count == 3 && $0.y.upper == 22 })
  }

  @Test func kernelsOfProceduralImagesClassify() throws {
    let finished = try Bench().finished(experiments[Self.id])
    for score in try finished.scores where score.key.hasSuffix("highest_accuracy") {
      // Ten classes; the best of 24 cells on 100 test images.
      #expect(score.value > 0.15 && score.value <= 1, "\(score.key)")
    }
  }
}
