import Datasets
import Inputs
import Testing

@Suite struct BlockSumsTests {
  /// An image of 3 × 5 pixels and two channels: byte 10 y + x, a hundred more in the second channel. The last row and
  /// the last column belong to no whole square.
  @Test(arguments: [ByteImages.Order.planar, .interleaved]) func sumsAreThoseOfWholeSquares(order: ByteImages.Order) {
    var bytes = [UInt8](repeating: 0, count: 30)
    for y in 0..<3 {
      for x in 0..<5 {
        for c in 0..<2 {
          bytes[order == .planar ? (c * 3 + y) * 5 + x : (y * 5 + x) * 2 + c] = UInt8(10 * y + x + 100 * c)
        }
      }
    }
    let image = ByteImages(height: 3, width: 5, channels: 2, order: order, storage: bytes)
    // 0 + 1 + 10 + 11 and 2 + 3 + 12 + 13, and four hundreds more.
    #expect(image.blockSums(0, side: 2) == [22, 422, 30, 430])
    #expect(image.blockSums(0, side: 4).isEmpty)
    let means = image.blockMeans(side: 2)
    #expect((means.rows, means.columns, means.elements) == (1, 4, [5.5, 105.5, 7.5, 107.5]))
  }
}
