import Datasets
import Inputs
import LinearAlgebra
import Suite
import Testing

@Suite("Inputs of a map")
struct MapInputsTests {
  private static func images(_ bytes: [UInt8], labels: [UInt8]) -> LabeledImages {
    LabeledImages(
      images: ByteImages(height: 1, width: 2, channels: 1, order: .interleaved, storage: bytes), labels: labels)
  }

  /// Training pixels 1, 3, 3, 5 have mean 3 and variance 2, test pixels 10, 20 mean 15 and variance 25.
  @Test func eachSplitIsStandardisedByItsOwnPixels() throws {
    let inputs = try MapInputs.standardised(
      training: Self.images([1, 3, 3, 5], labels: [4, 7]), test: Self.images([10, 20], labels: [7]), threads: 1)
    // x·x/d of (−√2, 0), (0, √2) and (−1, 1).
    for (variance, expected) in zip(inputs.test.columnVariances + inputs.test.rowVariances, [1, 1, 1]) {
      #expect((variance - Double(expected)).magnitude < 1e-15)
    }
    var separations = [Double](repeating: 0, count: 2)
    var workspace: Void = inputs.test.makeWorkspace()
    separations.withUnsafeMutableBufferPointer {
      if let base = $0.baseAddress {
        inputs.test.separations(of: Tile(rows: 0..<1, columns: 0..<2), into: base, workspace: &workspace)
      }
    }
    // 1 − cos 45° both times; the rounding of a product of two numbers.
    for separation in separations { #expect((separation - (1 - 0.5.squareRoot())).magnitude < 1e-15) }
    #expect(inputs.trainingLabels == [4, 7] && inputs.testLabels == [7])
  }
}
