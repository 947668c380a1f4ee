import Datasets
import Inputs
import Testing

@Suite("Images made smaller by averaging blocks") struct BlockMeansTests {
  /// Two images of 4 × 2 pixels and two channels, in either order of bytes.
  private static func images(_ order: ByteImages.Order) -> ByteImages {
    var bytes = [UInt8](repeating: 0, count: 32)
    for i in 0..<2 {
      for y in 0..<4 {
        for x in 0..<2 {
          for c in 0..<2 {
            let place = order == .planar ? (c * 4 + y) * 2 + x : (y * 2 + x) * 2 + c
            bytes[i * 16 + place] = UInt8(100 * i + 20 * y + 7 * x + 3 * c)
          }
        }
      }
    }
    return ByteImages(height: 4, width: 2, channels: 2, order: order, storage: bytes)
  }

  @Test(arguments: [ByteImages.Order.planar, .interleaved]) func pixelsAreMeansOfBlocks(order: ByteImages.Order) throws
  {
    let images = Self.images(order)
    let means = BlockMeans(side: 2, fittedTo: images)
    // The means of 100 i, 20 y, 7 x and 3 c.
    #expect(means.shift == 50 + 30 + 3.5 + 1.5)
    let reduced = try means.apply(to: images)
    #expect((reduced.rows, reduced.columns) == (2, 4))
    for i in 0..<2 {
      // Blocks y = 0, 1 and 2, 3; the second number of each is the other channel.
      var block: [Double] = []
      for row in 0..<2 {
        for channel in 0..<2 {
          let whole: Int = 100 * i + 10 + 40 * row + 3 * channel
          block.append(Double(whole) + 3.5 - 85)
        }
      }
      let square: Double = block.reduce(0) { $0 + $1 * $1 }
      let scale: Double = 2 / square.squareRoot()
      for k in 0..<4 { #expect(abs(reduced[i, k] - block[k] * scale) < 1e-15) }
    }
  }

  @Test func anImageWithoutDirectionIsRefused() {
    let grey = ByteImages(height: 2, width: 2, channels: 1, order: .interleaved, storage: [9, 9, 9, 9])
    #expect(throws: PreprocessingFailure.self) { try BlockMeans(side: 2, fittedTo: grey).apply(to: grey) }
  }
}
