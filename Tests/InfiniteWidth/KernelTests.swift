import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
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

  /// A kernel by the paper's table has no prepared form and no sweep: neither may give the exact kernel instead.
  @Test func theLookupTableIsNotDropped() throws {
    let table = LookupTable(.relu)
    let kernel = try Kernel(
      .fullyConnected(depth: 2, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1),
      algorithm: .lookupTable(table))
    #expect(throws: InfiniteWidthError.notTabulated(layer: "commonVariance")) { try kernel.commonVariance() }
    let network = try Architecture {
      Dense(weightVariance: 1.6, biasVariance: 0.1)
      Repeat(2) {
        ReLU()
        Dense(weightVariance: 1.6, biasVariance: 0.1)
      }
    }
    #expect(throws: InfiniteWidthError.notTabulated(layer: "sweeps over depths")) {
      try Kernel(network, algorithm: .lookupTable(table)).sweep(depths: [1, 2])
    }
  }

  /// As in the authors' code: K(x, x) of a matrix is that of any two equal inputs, K(x*, x*) of a variance is not.
  @Test func theLookupTablesDiagonalIsThatOfEqualInputs() throws {
    let kernel = try Kernel(
      .fullyConnected(depth: 3, nonlinearity: .relu, weightVariance: 1.6, biasVariance: 0.1),
      algorithm: .lookupTable(LookupTable(.relu)))
    let x = Matrix(rows: 2, columns: 2, elements: [1.0, 1, 1, -1])
    let own = try #require(try kernel.matrices(rows: x).nngp)
    let pairs = try #require(try kernel.matrices(rows: x, columns: x).nngp)
    #expect(own.elements == pairs.elements)
    let packed = try PackedSymmetricMatrix(order: 2) { try kernel.fill(nngp: $0, rows: x) }
    #expect(packed[1, 1] == own[1, 1])
    // The table's step of 0.04 is wider than √(2q(1 − c)) at c = 0.99999, so only its diagonal counts, on which the
    // variance is q(1 + c)/2: T falls by 5e-6, times the weights' share of K of the last layer, 0.9.
    let variance = try kernel.selfCovariances(rows: x)[0].nngp
    #expect(variance > own[0, 0] * (1 + 4e-6) && variance < own[0, 0] * (1 + 5e-6))
  }

  @Test(
    "rows are held to the shape that a kernel was given", arguments: [InputShape.vector(features: 784), Self.shape])
  func rowsOfAnotherLength(shape: InputShape) throws {
    let kernel = try Kernel(Self.dense(flattened: shape == Self.shape), inputShape: shape)
    let x = Matrix<Double>(rows: 3, columns: 10, repeating: 0.5)
    let pixels = try PixelPairs(rows: x, height: 5, width: 1, channels: 2)
    let error = InfiniteWidthError.inputsDiffer(count: 10, shape: shape)
    #expect(throws: error) { try kernel.matrices(rows: x) }
    #expect(throws: error) { try kernel.matrices(of: pixels) }
    #expect(throws: error) { try kernel.selfCovariances(rows: x) }
    #expect(throws: error) { _ = try PackedSymmetricMatrix(order: 3) { try kernel.fill(nngp: $0, rows: x) } }
    #expect(throws: error) { _ = try PackedSymmetricMatrix(order: 3) { try kernel.fill(nngp: $0, of: pixels) } }
    // Without a shape any length will do.
    #expect(try Self.dense(flattened: false).infiniteWidth.matrices(rows: x).nngp?.rows == 3)
  }
}
