import Inputs
import LinearAlgebra
import TestSupport
import Testing

/// Sums of products of bytes, as `ImagePairs` shows them: without a shift ε = 1 − Σxx′/(|x||x′|) from exact sums.
@Suite("Products of packed bytes") struct BytePanelsTests {
  private static func images(height: Int, width: Int, count: Int, _ byte: (Int) -> UInt8) -> ByteImages {
    ByteImages(
      height: height, width: width, channels: 1, order: .interleaved,
      storage: (0..<height * width * count).map(byte))
  }

  /// Every ε of a tile, and what its integers give.
  private static func expectExact(_ images: ByteImages, _ tile: Tile) {
    let separations = ImagePairsTests.separations(ImagePairs(rows: images, shift: .none, unitVariance: false), tile)
    func sum(_ i: Int, _ j: Int) -> Double {
      Double(zip(images.bytes(i), images.bytes(j)).reduce(0) { $0 + Int($1.0) * Int($1.1) })
    }
    for (k, i) in tile.rows.enumerated() {
      for (l, j) in tile.columns.enumerated() {
        let (square, other) = (sum(i, i), sum(j, j))
        let (norm, otherNorm) = (square.squareRoot(), other.squareRoot())
        let distance = 0.5 * (square + other) - sum(i, j)
        let difference = norm - otherNorm
        let expected = (distance - 0.5 * difference * difference) / (norm * otherNorm)
        #expect(separations[k * tile.columns.count + l] == max(0, min(2, expected)), "\(i), \(j)")
      }
    }
  }

  @Test(
    "of any number of pixels and images, whole panels or not", arguments: [1, 2, 7, 64], [(1, 1), (6, 16), (13, 35)])
  func everyShape(pixels: Int, size: (rows: Int, columns: Int)) {
    var random = SplitMix64(seed: UInt64(pixels))
    let images = Self.images(height: pixels, width: 1, count: 48) { _ in UInt8(truncatingIfNeeded: random.next()) | 1 }
    Self.expectExact(images, Tile(rows: 0..<size.rows, columns: 48 - size.columns..<48))
  }

  /// The largest sums that 32 bits hold, and those of longer images, which are added run by run.
  @Test(arguments: [(128, 256), (128, 257), (331, 331)]) func longImagesDoNotOverflow(height: Int, width: Int) {
    let size = height * width
    let images = Self.images(height: height, width: width, count: 3) { $0 < 2 * size ? 255 : UInt8($0 % 251) }
    Self.expectExact(images, Tile(rows: 0..<3, columns: 0..<3))
  }
}
