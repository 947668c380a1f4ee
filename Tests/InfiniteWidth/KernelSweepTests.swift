import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import TestSupport
import Testing

@Suite("Which architectures have a depth") struct KernelSweepTests {
  private static let dense = Layer.dense(weightVariance: 1.5, biasVariance: 0.1, trainable: true)
  private static let hidden = Layer.repeated(count: 2, layers: [.activation(.relu), dense])
  private static let convolution = Layer.convolution(
    kernelSize: 3, padding: .circular, weightVariance: 1.5, biasVariance: 0.1, trainable: true)
  private static let spatial = Layer.repeated(count: 2, layers: [.activation(.relu), convolution])

  private static func sweep(_ layers: [Layer], _ shape: InputShape? = nil) throws -> DepthSweep {
    try Kernel(Architecture(layers: layers), inputShape: shape).sweep(depths: [0, 1, 3])
  }

  private static let shape = InputShape.image(height: 2, width: 3, channels: 1)

  @Test func oneRepeatIsNeeded() {
    #expect(throws: DepthSweepError.repetitions(count: 0)) { try Self.sweep([Self.dense]) }
    #expect(throws: DepthSweepError.repetitions(count: 2)) { try Self.sweep([Self.dense, Self.hidden, Self.hidden]) }
  }

  @Test func behindItStandsAHeadAtMost() {
    #expect(throws: DepthSweepError.layerBehindRepetition(layer: "dense")) {
      try Self.sweep([Self.dense, Self.hidden, Self.dense])
    }
    #expect(throws: DepthSweepError.layerBehindRepetition(layer: "dense")) {
      try Self.sweep([Self.convolution, Self.spatial, .flatten, Self.dense], Self.shape)
    }
    #expect(throws: DepthSweepError.layerBehindRepetition(layer: "convolution")) {
      try Self.sweep([Self.convolution, Self.spatial, Self.convolution, .flatten], Self.shape)
    }
  }

  @Test func imagesAndVectorsHaveResultsOfTheirOwn() throws {
    let vectors = try Self.sweep([Self.dense, Self.hidden])
    let images = try Self.sweep([Self.convolution, Self.spatial, .flatten], Self.shape)
    #expect(vectors.depths == [0, 1, 3] && images.depths == [0, 1, 3])
    #expect(vectors.secondsPerImagePair == nil && images.secondsPerImagePair != nil)
    let x = Matrix<Double>(rows: 2, columns: 6, repeating: 1)
    let pixels = try PixelPairs(rows: x, height: 2, width: 3, channels: 1)
    #expect(throws: DepthSweepError.sweepsVectors) { try vectors.kernels(of: pixels, get: .nngp) }
    #expect(throws: DepthSweepError.sweepsImages) {
      try images.forEachDepth(of: VectorPairs(rows: x), get: .nngp) { _, _ in }
    }
  }
}
