import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite struct ImageKernelTests {
  static let convolution = Layer.convolution(
    kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: true)

  @Test func theLayerThatDoesNotFitIsNamed() throws {
    let network = try Architecture(layers: [Self.convolution, .averagePooling(window: 4), .flatten])
    let failure = #expect(throws: ArchitectureFailure.self) {
      try Kernel(network, inputShape: .image(height: 6, width: 8, channels: 1))
    }
    #expect(failure?.message.contains("layers[1].averagePooling: window 4 does not divide the image [6, 8") == true)
  }

  @Test func anArchitectureMustEndInNumbers() throws {
    let network = try Architecture(layers: [Self.convolution])
    #expect(throws: InfiniteWidthError.endsInImage) {
      try Kernel(network, inputShape: .image(height: 4, width: 4, channels: 1))
    }
  }

  @Test func imagesOfAnotherSizeAreRefused() throws {
    let rows = Matrix<Double>(rows: 1, columns: 48)
    #expect(throws: PixelPairsError.self) { try PixelPairs(rows: rows, height: 5, width: 4, channels: 3) }
    #expect(throws: PixelPairsError.self) {
      try PixelPairs(rows: rows, columns: Matrix(rows: 1, columns: 75), height: 4, width: 4, channels: 3)
    }
    let kernel = try Kernel(
      Architecture(layers: [Self.convolution, .flatten]), inputShape: .image(height: 4, width: 4, channels: 3))
    #expect(throws: PixelPairsError.self) {
      try kernel.matrices(of: PixelPairs(rows: rows, height: 8, width: 2, channels: 3))
    }
  }

  @Test func aVarianceThatOverflowsIsRefused() throws {
    let huge = Layer.convolution(
      kernelSize: 3, padding: .circular, weightVariance: 1e300, biasVariance: 0, trainable: true)
    let kernel = try Kernel(
      Architecture(layers: [huge, .activation(.relu), huge, .flatten]),
      inputShape: .image(height: 4, width: 4, channels: 1))
    let images = try PixelPairs(
      rows: Matrix(rows: 2, columns: 16, repeating: 1), height: 4, width: 4, channels: 1)
    #expect(throws: (any Error).self) { try kernel.matrices(of: images) }
  }

  /// What a head needs, backwards: 3 · 3 offsets under a window of 2 that is flattened, all under pooling.
  @Test func onlyTheOffsetsThatTheHeadNeedsAreComputed() throws {
    func pairs(_ layers: [Layer]) throws -> Int {
      try Kernel(Architecture(layers: layers), inputShape: .image(height: 12, width: 8, channels: 1))
        .cost(inputsOf: 96).positionPairs
    }
    let (window, pool): (Layer, Layer) = (.averagePooling(window: 2), .globalAveragePooling)
    #expect(try pairs([Self.convolution, .flatten]) == 96)
    #expect(try pairs([Self.convolution, pool]) == 96 * 96)
    #expect(try pairs([Self.convolution, window, .flatten]) == 9 * 96 + 24)
    #expect(try pairs([Self.convolution, window, window, .flatten]) == 7 * 7 * 96 + 9 * 24 + 6)
    #expect(try pairs([Self.convolution, window, pool]) == 96 * 96 + 24 * 24)
  }

  /// A dense network is a convolution on one position.
  @Test func oneByOneImagesAreVectors() throws {
    var random = SplitMix64(seed: 3)
    let x = Matrix<Double>(rows: 6, columns: 7, elements: (0..<42).map { _ in random.normal() })
    let hidden: [Layer] = [.activation(.relu), .activation(.erf), .activation(.gelu), .activation(.sin)].flatMap {
      [Self.convolution, $0]
    }
    let images = try Kernel(
      Architecture(layers: hidden + [.flatten]), inputShape: .image(height: 1, width: 1, channels: 7)
    ).matrices(of: PixelPairs(rows: x, height: 1, width: 1, channels: 7), get: .both)
    // Eight of nine neighbours are padding.
    let dense = Layer.dense(weightVariance: 1.0 / 9, biasVariance: 0, trainable: true)
    let vectors = try Architecture(layers: hidden.map { $0 == Self.convolution ? dense : $0 }).infiniteWidth
      .matrices(of: VectorPairs(rows: x), get: .both)
    for (image, vector) in [(images.nngp, vectors.nngp), (images.ntk, vectors.ntk)] {
      let (image, vector) = (try #require(image), try #require(vector))
      for (a, b) in zip(image.elements, vector.elements) { #expect(abs(a - b) <= 1e-13 * vector[0, 0]) }
    }
  }

  @Test func packedStorageHoldsTheSameBits() throws {
    let file = try #require(ImageGoldenFile.all().first { $0.name == "relu-pooled-zero" })
    let pairs = try ImageConformanceTests.images(file, count: 9)
    let square = try #require(try file.kernel.matrices(of: pairs).nngp)
    let packed = try PackedSymmetricMatrix(order: 9) { try file.kernel.fill(nngp: $0, of: pairs) }
    for i in 0..<9 { for j in 0...i { #expect(packed[i, j] == square[i, j]) } }
  }

  @Test func costsGrowWithWhatIsNeeded() throws {
    func cost(_ head: Layer, _ nonlinearity: Layer) throws -> KernelCost {
      try Kernel(
        Architecture(layers: [Self.convolution, nonlinearity, head]),
        inputShape: .image(height: 8, width: 8, channels: 3)
      ).cost(inputsOf: 192)
    }
    let flat = try cost(.flatten, .activation(.relu))
    let pooled = try cost(.globalAveragePooling, .activation(.relu))
    #expect(abs(pooled.secondsPerPair / flat.secondsPerPair - 64) < 1e-9)
    #expect(try cost(.flatten, .activation(.tanh)).secondsPerPair > 50 * flat.secondsPerPair)
    #expect(pooled.workingBytes > flat.workingBytes)
  }
}
