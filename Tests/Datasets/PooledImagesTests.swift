import Datasets
import Inputs
import LinearAlgebra
import Testing

@Suite struct PooledImagesTests {
  /// Two channels of 2 × 3 pixels in squares of 2: one square a channel, the third column left out.
  private static let interleaved: [UInt8] = [1, 10, 2, 20, 99, 99, 3, 30, 4, 40, 99, 99]
  private static let planar: [UInt8] = [1, 2, 99, 3, 4, 99, 10, 20, 99, 30, 40, 99]

  @Test func squaresAreAddedUpChannelByChannel() {
    for (order, bytes) in [(ByteImages.Order.interleaved, Self.interleaved), (.planar, Self.planar)] {
      let images = ByteImages(height: 2, width: 3, channels: 2, order: order, storage: bytes)
      let inputs = PooledImages.inputs(images, window: 2)
      // Sums 10 and 100 are 45 either side of their mean: −1 and 1 at norm √2.
      #expect((inputs.rows, inputs.columns) == (1, 2))
      #expect(inputs.elements == [-1, 1])
    }
  }

  @Test func inputsHaveMeanZeroAndTheirNorm() {
    let bytes = (0..<2 * 64).map { (k: Int) -> UInt8 in UInt8(k * k % 251) } + [UInt8](repeating: 7, count: 64)
    let inputs = PooledImages.inputs(
      ByteImages(height: 8, width: 8, channels: 1, order: .interleaved, storage: bytes), window: 4)
    for i in 0..<2 {
      #expect(abs(inputs.row(i).reduce(0, +)) < 1e-14)
      #expect(abs(inputs.row(i).reduce(0) { $0 + $1 * $1 } - 4) < 1e-14)
    }
    #expect(Array(inputs.row(2)) == [0, 0, 0, 0])
  }

  /// Networks are recorded on inputs from sums of squares of 4 × 4 pixels. Means are those sums at another power of
  /// two, so that the bits are the same.
  @Test(arguments: [1, 2, 4, 8]) func meansOfSquaresOfAPowerOfTwoHaveTheBitsOfSums(window: Int) {
    let bytes = (0..<3 * 768).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 / 7) }
    let images = ByteImages(height: 16, width: 16, channels: 3, order: .planar, storage: bytes)
    let inputs = PooledImages.inputs(images, window: window)
    for i in 0..<3 {
      let sums = images.blockSums(i, side: window)
      let positions = sums.count / 3
      var row = sums.indices.map { Double(sums[$0 % positions * 3 + $0 / positions]) }
      let mean = row.reduce(0, +) / Double(row.count)
      let square = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
      let scale = 1 / square.squareRoot()
      row = row.map { ($0 - mean) * scale }
      #expect(Array(inputs.row(i)) == row)
    }
  }
}
