import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite("The one door to kernels") struct KernelTests {
  private static let shape = InputShape.image(height: 3, width: 2, channels: 2)

  private static func images(_ count: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: 31)
    return random.normalMatrix(rows: count, columns: 12)
  }

  private static func dense(flattened: Bool) throws -> Architecture {
    let layers: [Layer] = [
      .dense(weightVariance: 1.5, biasVariance: 0.1, trainable: true), .activation(.relu),
      .dense(weightVariance: 1.5, biasVariance: 0.1, trainable: true),
    ]
    return try Architecture(layers: (flattened ? [.flatten] : []) + layers)
  }

  @Test func imagesWhosePositionsDoNotMatterAreVectors() throws {
    let x = Self.images(4)
    let kernel = try Kernel(Self.dense(flattened: true), inputShape: Self.shape)
    let vectors = try Self.dense(flattened: false).infiniteWidth.matrices(of: VectorPairs(rows: x), get: .both)
    let pixels = try PixelPairs(rows: x, height: 3, width: 2, channels: 2)
    for found in [try kernel.matrices(rows: x, get: .both), try kernel.matrices(of: pixels, get: .both)] {
      #expect(found.nngp == vectors.nngp && found.ntk == vectors.ntk)
    }
    let packed = try PackedSymmetricMatrix(order: 4) { try kernel.fill(nngp: $0, of: pixels) }
    let square = try #require(vectors.nngp)
    for i in 0..<4 { for j in 0...i { #expect(packed[i, j] == square[i, j]) } }
  }

  @Test func layersThatDoNotFitTheShapeAreNamed() throws {
    #expect(throws: ArchitectureFailure.self) { try Kernel(Self.dense(flattened: false), inputShape: Self.shape) }
    let pooled = try Architecture(layers: [ImageKernelTests.convolution, .globalAveragePooling])
    #expect(throws: ArchitectureFailure.self) { try Kernel(pooled, inputShape: .vector(features: 12)) }
    let failure = #expect(throws: InfiniteWidthError.self) { try pooled.infiniteWidth }
    #expect(failure?.message.contains("inputShape: .image") == true)
  }

  @Test func vectorsHaveNoPositions() throws {
    let pooled = try Architecture(layers: [ImageKernelTests.convolution, .globalAveragePooling])
    let (kernel, pairs) = (try Kernel(pooled, inputShape: Self.shape), try VectorPairs(rows: Self.images(3)))
    #expect(throws: InfiniteWidthError.needsPositions) { try kernel.matrices(of: pairs) }
    #expect(throws: InfiniteWidthError.needsPositions) { try kernel.packedMatrix(of: pairs) }
    #expect(throws: InfiniteWidthError.needsPositions) { try kernel.commonVariance() }
    #expect(throws: InfiniteWidthError.needsPositions) { try kernel.selfCovariances(inputVariances: [1]) }
  }

  @Test func rowsOfNumbersAreReadByTheShape() throws {
    let pooled = try Architecture(layers: [ImageKernelTests.convolution, .activation(.relu), .globalAveragePooling])
    let (kernel, x) = (try Kernel(pooled, inputShape: Self.shape), Self.images(5))
    let square = try #require(try kernel.matrices(rows: x).nngp)
    #expect(try kernel.selfCovariances(rows: x).map(\.nngp) == (0..<5).map { square[$0, $0] })
    let packed = try PackedSymmetricMatrix(order: 5) { try kernel.fill(nngp: $0, rows: x) }
    for i in 0..<5 { for j in 0...i { #expect(packed[i, j] == square[i, j]) } }
    #expect(throws: PixelPairsError.self) { try kernel.matrices(rows: Matrix(rows: 1, columns: 11)) }
  }
}
