import Foundation
import Results
import Suite
import Testing

@Suite("Figures 3 and 8")
struct Figure3Tests {
  /// Cells hold their own number in every correlation, and 100 bins.
  @Test func measurementsFollowTheOrderOfTheFile() throws {
    let finished = try Bench(tier: .standard).finished("lee2018/figure3") { cell in
      let ramp = (0..<100).map { Double($0) / 100 }
      return CellValues(numbers: [
        "predicted_variance": ramp, "squared_error": ramp, "correlation": [Double(2 * cell[0] + cell[1]) / 10],
        "correlation_stderr": [0.01],
      ])
    }
    let measurements = try finished.measurements
    #expect(
      measurements.map(\.key) == [
        "mnist/1000/relu/correlation", "mnist/1000/tanh/correlation", "mnist/5000/relu/correlation",
        "mnist/5000/tanh/correlation", "cifar10/1000/relu/correlation", "cifar10/1000/tanh/correlation",
        "cifar10/5000/relu/correlation", "cifar10/5000/tanh/correlation",
      ])
    #expect(measurements.map(\.value) == (0..<8).map { Double($0) / 10 })
    #expect(measurements.allSatisfy { $0.standardError == 0.01 })
    #expect(Set(measurements.map(\.key)).isSubset(of: try ReferenceNumbers("lee2018/figure3").keys))
    let picture = Bench.temporaryPicture()
    defer { try? FileManager.default.removeItem(at: picture) }
    try finished.draw(to: picture)
    #expect(try Data(contentsOf: picture).count > 10_000)
  }
}
