import Architectures
import InfiniteWidth
import Testing

@Suite struct ImageKernelCostTests {
  static let convolution = Layer.convolution(
    kernelSize: 3, padding: .circular, weightVariance: 1, biasVariance: 0, trainable: true)

  /// Eight rows of K, Θ and three numbers of each angle, five other rows, eight positions each, and a gap of 16.
  static let rows = (5 * 8 + 5) * 8 + 16

  /// Counted by hand: 64 images of a tile, each with a channel and a quantity on a plane of 64 numbers, and K and Θ;
  /// the thread's own K and Θ, and its rows.
  @Test func aFlattenedNetworkNeedsNoMoreThanPlanes() throws {
    let kernel = try Kernel(
      Architecture(layers: [Self.convolution, .activation(.relu), .flatten]),
      inputShape: .image(height: 8, width: 8, channels: 1))
    let image = 2 * 64 + 2 * 64
    #expect(kernel.cost(inputsOf: 64).workingBytes == 8 * (64 * image + 2 * 64 + Self.rows))
  }

  /// Under a window rows also stand twice with a gap of eight, 24 numbers each; an image keeps K and Θ before the block
  /// and at the window, a thread those before the block and those after the window, on 4 rows of 8.
  @Test func windowsAndBlocksNeedMore() throws {
    let kernel = try Kernel(
      Architecture(layers: [
        Self.convolution, .residual([.activation(.relu), Self.convolution]), .averagePooling(window: 2), .flatten,
      ]), inputShape: .image(height: 8, width: 8, channels: 3))
    let (plane, wide) = (64, 8 * 24)
    let image = (3 + 1) * (plane + wide) + 2 * plane + 2 * plane + 2 * plane
    #expect(
      kernel.cost(inputsOf: 192).workingBytes
        == 8 * (32 * image + 2 * plane + 2 * plane + 2 * 4 * 8 + Self.rows))
  }

  /// The same without what a sum keeps meanwhile.
  @Test func oneBranchKeepsNothing() throws {
    let kernel = try Kernel(
      Architecture(layers: [
        Self.convolution, .parallel([[.activation(.relu), Self.convolution]], join: .sum), .averagePooling(window: 2),
        .flatten,
      ]), inputShape: .image(height: 8, width: 8, channels: 3))
    let (plane, wide) = (64, 8 * 24)
    let image = (3 + 1) * (plane + wide) + 2 * plane + 2 * plane
    #expect(kernel.cost(inputsOf: 192).workingBytes == 8 * (32 * image + 2 * plane + 2 * 4 * 8 + Self.rows))
  }
}
