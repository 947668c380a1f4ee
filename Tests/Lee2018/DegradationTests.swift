import Datasets
import Inputs
import Lee2018
import Randomness
import Testing

@Suite("Degraded images") struct DegradationTests {
  private static let seed = Seed(root: 0, experiment: "test", purpose: "noise")

  /// Two images of 32 × 32 × 3 bytes in planes; a byte says where it lies.
  private static let images: LabeledImages = {
    let count = 2 * 3 * 32 * 32
    let storage: [UInt8] = (0..<count).map { (place: Int) -> UInt8 in UInt8(place * 7 % 256) }
    return LabeledImages(
      images: ByteImages(height: 32, width: 32, channels: 3, order: .planar, storage: storage), labels: [3, 4])
  }()

  private static func byte(_ image: Int, channel: Int, row: Int, column: Int) -> UInt8 {
    let plane: Int = image * 3 + channel
    let place: Int = (plane * 32 + row) * 32 + column
    return UInt8(place * 7 % 256)
  }

  @Test func pixelsAreKeptInPlace() {
    let few = Degradation.everyFourthPixel.applied(to: Self.images, seed: Self.seed)
    #expect(few.images.height == 8 && few.images.width == 8 && few.labels == [3, 4])
    #expect(
      few.images.bytes(1)[few.images.bytes(1).startIndex + 64 + 8 + 2] == Self.byte(1, channel: 1, row: 4, column: 8))
    let middle = Degradation.centralCrop.applied(to: Self.images, seed: Self.seed)
    #expect(middle.images.height == 24 && middle.images.pixelCount == 24 * 24 * 3)
    #expect(middle.images.bytes(0).first == Self.byte(0, channel: 0, row: 4, column: 4))
    #expect(middle.images.bytes(1).last == Self.byte(1, channel: 2, row: 27, column: 27))
  }

  @Test func twoBitsAreTheUpperOnes() {
    let levels = Degradation.twoBitPixels.applied(to: Self.images, seed: Self.seed)
    for (before, after) in zip(Self.images.images.bytes(1), levels.images.bytes(1)) {
      #expect(after == before / 64 * 64)
    }
  }

  /// An image of no contrast has no direction, and no kernel.
  @Test func darkImagesKeepTheirContrast() {
    let bytes = ByteImages(height: 1, width: 2, channels: 1, order: .interleaved, storage: [1, 60, 1, 70])
    let images = LabeledImages(images: bytes, labels: [0, 1])
    #expect(Degradation.twoBitPixels.applied(to: images, seed: Self.seed).images.storage == [1, 60, 0, 64])
  }

  @Test func noiseHasItsDeviationAndIsTheSameAgain() {
    let bytes = ByteImages(
      height: 100, width: 100, channels: 1, order: .interleaved, storage: [UInt8](repeating: 128, count: 10_000))
    let images = LabeledImages(images: bytes, labels: [0])
    let noisy = Degradation.pixelNoise.applied(to: images, seed: Self.seed).images.storage
    let squares =
      noisy.map { (byte: UInt8) -> Double in (Double(byte) - 128) * (Double(byte) - 128) }
      .reduce(0, +) / 10_000
    // 22² with a relative error of √(2/10,000), four times that.
    #expect((squares / 484 - 1).magnitude < 0.057)
    #expect(Degradation.pixelNoise.applied(to: images, seed: Self.seed).images.storage == noisy)
  }

  @Test func fewerImagesAreTheFirstOfEachClass() {
    let bytes = ByteImages(
      height: 1, width: 1, channels: 1, order: .interleaved, storage: Array(0..<20 as Range<UInt8>))
    let images = LabeledImages(images: bytes, labels: (0..<20).map { (k: UInt8) -> UInt8 in k % 2 })
    let kept = Degradation.fewerImages.kept(images, seed: Self.seed)
    // 6 of each ten.
    #expect(kept.images.indices == Array(0..<12))
    #expect(Degradation.reference.kept(images, seed: Self.seed).count == 20)
  }
}
