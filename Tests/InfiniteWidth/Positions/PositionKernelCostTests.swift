import Architectures
import InfiniteWidth
import Testing

@Suite struct PositionKernelCostTests {
  private static func convolution(_ size: WindowSize, stride: WindowSize) -> Layer {
    .convolution(Convolution(kernelSize: size, stride: stride, weightVariance: 1))
  }

  private static func cost(_ layers: [Layer]) throws -> KernelCost {
    try Kernel(Architecture(layers: layers), inputShape: .image(height: 8, width: 6, channels: 3)).cost(inputsOf: 144)
  }

  /// Only what the head needs: 48 and then 12 equal positions, or all pairs of them.
  @Test func thePairsThatAHeadNeeds() throws {
    let strided = Self.convolution(3, stride: 2)
    #expect(try Self.cost([strided, .flatten]).positionPairs == 48 + 12)
    #expect(try Self.cost([strided, .globalAveragePooling]).positionPairs == 48 * 48 + 12 * 12)
    let overlapping = Layer.averagePooling(AveragePooling(window: 2, stride: 1))
    #expect(try Self.cost([strided, overlapping, .flatten]).positionPairs == 48 * 48 + 12 * 12 + 3 * 2)
    #expect(
      try Self.cost([strided, .selfAttention(SelfAttention()), .flatten]).positionPairs == 48 * 48 + 12 * 12)
  }

  /// Counted by hand: 32 images, each with 3 channels of 48 positions and a quantity of 12 (16 with the padding);
  /// K and Θ before and behind the convolution, 48 rows of 48 at most; its columns, 6 · 4 · 6; φ's 8 rows of a
  /// quantity are fewer, and pooling needs 1 · 3 + (12 + 3) · 16, as
  /// lists are of whole sixteens.
  @Test func theMemoryOfAThread() throws {
    let cost = try Self.cost([Self.convolution(3, stride: 2), .activation(.relu), .globalAveragePooling])
    let image = 3 * 48 + 16
    let scratch = max(6 * 4 * 6, 8 * 16, 3 + (12 + 3) * 16)
    #expect(cost.workingBytes == 8 * (32 * image + 2 * 2 * 48 * 48 + scratch))
  }

  @Test func timeGrowsWithWhatIsNeeded() throws {
    let strided = Self.convolution(3, stride: 2)
    let flat = try Self.cost([strided, .activation(.relu), .flatten])
    let pooled = try Self.cost([strided, .activation(.relu), .globalAveragePooling])
    #expect(pooled.secondsPerPair > 10 * flat.secondsPerPair)
    let slow = try Self.cost([strided, .activation(.tanh), .globalAveragePooling])
    #expect(slow.secondsPerPair > 3 * pooled.secondsPerPair)
  }

  /// Where planes of one offset can serve, they do: a plane of 8 rows of 8 for each of the offsets.
  @Test func planesWhereTheyServe() throws {
    let square = Self.convolution(3, stride: 1)
    let planes = try Self.cost([square, .activation(.relu), .flatten])
    let architecture = try Architecture(layers: [square, .activation(.relu), .flatten])
    let tensor = try Kernel(byPositions: architecture, inputShape: .image(height: 8, width: 6, channels: 3))
    #expect(planes.workingBytes != tensor.cost(inputsOf: 144).workingBytes)
    #expect(planes.positionPairs == tensor.cost(inputsOf: 144).positionPairs)
  }
}
