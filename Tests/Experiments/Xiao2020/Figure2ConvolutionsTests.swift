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
      return CellValues(numbers: ["test_accuracy": pooled + pooled.map { $0 - 0.1 }])
    }
    let values = Dictionary(uniqueKeysWithValues: try finished.measurements.map { ($0.key, $0.value) })
    let reference = try ReferenceNumbers("xiao2020/figure2-convolutions").keys
    #expect(Set(values.keys) == reference.filter { $0.contains("/30/") })
    for precision in ["float64", "float32"] {
      let (pooled, flattened) = (
        try #require(values["cnn-p/30/\(precision)/one_hot/best_test_accuracy"]),
        try #require(values["cnn-f/30/\(precision)/one_hot/best_test_accuracy"])
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
    for measurement in try finished.measurements where measurement.key.hasSuffix("best_test_accuracy") {
      // Ten classes; the best of 24 cells on 100 test images.
      #expect(measurement.value > 0.15 && measurement.value <= 1, "\(measurement.key)")
    }
  }
}
