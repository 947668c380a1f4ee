import Foundation
import Results
import Suite
import Testing

@Suite("Figure 2 of Xiao et al. 2020, convolutional networks")
struct Figure2ConvolutionsTests {
  /// Accuracies written beforehand: CNN-P better by 0.1 everywhere, both worse with depth.
  @Test func differencesAreTakenCellByCell() throws {
    let finished = try Bench().finished("xiao2020/figure2-convolutions") { _ in
      let byDepth = [1, 4, 8, 12, 16, 20].map { 0.4 - 0.01 * Double($0) }
      let pooled = byDepth.flatMap { Array(repeating: $0, count: 4) }
      let accuracies = pooled + pooled.map { $0 - 0.1 }
      // So many of 100 images right, the first of them; the tenth that is lost is at another place at every depth.
      let right = accuracies.flatMap { accuracy in (0..<100).map { Double($0) < 100 * accuracy - 0.5 ? 1 : 0 } }
      return CellValues(numbers: ["test_accuracy": accuracies], integers: ["is_right": right])
    }
    let measurements = try finished.measurements
    let values = Dictionary(uniqueKeysWithValues: measurements.map { ($0.key, $0.value) })
    // In the chaotic strip lies the single cell at σ_w² = 4.1 and depth 20: ten of a hundred images differ.
    let chaotic = try #require(measurements.first { $0.key.hasSuffix("/chaotic_gain") }?.standardError)
    #expect(abs(chaotic - (0.1 * 0.9 / 99).squareRoot()) < 1e-12)
    let reference = try ReferenceNumbers("xiao2020/figure2-convolutions").keys
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
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }

  @Test func kernelsOfProceduralImagesClassify() throws {
    let finished = try Bench().finished("xiao2020/figure2-convolutions")
    for measurement in try finished.measurements where measurement.key.hasSuffix("highest_accuracy") {
      // Ten classes; the best of 24 cells on 100 test images.
      #expect(measurement.value > 0.15 && measurement.value <= 1, "\(measurement.key)")
    }
  }
}
