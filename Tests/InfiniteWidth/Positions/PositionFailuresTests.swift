import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import Testing

@Suite("Kernels by positions refuse") struct PositionFailuresTests {
  private static let shape = InputShape.image(height: 5, width: 4, channels: 1)
  private static func convolution(_ weight: Double, stride: WindowSize = 2) -> Layer {
    .convolution(Convolution(kernelSize: 3, stride: stride, weightVariance: weight))
  }
  private static let ones = Matrix<Double>(rows: 2, columns: 20, repeating: 1)

  @Test func anArchitectureThatEndsInPositions() throws {
    #expect(throws: InfiniteWidthError.endsInImage) {
      try Kernel(Architecture(layers: [Self.convolution(1)]), inputShape: Self.shape)
    }
  }

  @Test("numbers that leave float64, naming the layer")
  func overflow() throws {
    let kernel = try Kernel(
      Architecture(layers: [
        Self.convolution(1e200), .activation(.relu), .parallel([[Self.convolution(1e200)]], join: .sum), .flatten,
      ]), inputShape: Self.shape)
    #expect(throws: InfiniteWidthError.overflows(kernel: "NNGP", layer: "convolution", position: 3)) {
      try kernel.matrices(rows: Self.ones)
    }
    let vanishing = try Kernel(
      Architecture(layers: [Self.convolution(1e-200), .activation(.relu), Self.convolution(1e-200), .flatten]),
      inputShape: Self.shape)
    #expect(throws: InfiniteWidthError.underflows(kernel: "NNGP", layer: "convolution", position: 3)) {
      try vanishing.matrices(rows: Self.ones)
    }
    let far = try Kernel(
      Architecture(layers: [Self.convolution(1e200), .activation(.erf), Self.convolution(1), .flatten]),
      inputShape: Self.shape)
    let error = #expect(throws: InfiniteWidthError.self) { try far.matrices(rows: Self.ones) }
    guard case .varianceTooLarge(_, "erf", 2) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("sweeps over depths, and shapes that are not given")
  func otherWays() throws {
    let deep = try Kernel(
      Architecture(layers: [.repeated(count: 1, layers: [Self.convolution(1), .activation(.relu)]), .flatten]),
      inputShape: Self.shape)
    let error = #expect(throws: DepthSweepError.self) { try deep.sweep(depths: [1]) }
    #expect(error?.message.hasPrefix("layers[0].repeat.layers[0].convolution: a stride") == true)
    let product = Layer.parallel(
      [[.dense(Dense(weightVariance: 1))], [.dense(Dense(weightVariance: 2))]], join: .product)
    let shapeless = #expect(throws: InfiniteWidthError.self) { try Kernel(Architecture(layers: [product])) }
    guard case .noKernel("layers[0].parallel", _, _) = shapeless else {
      Issue.record("\(String(describing: shapeless))")
      return
    }
    // Products are computed by positions, of which vectors have one.
    let vectors = try Kernel(Architecture(layers: [product]), inputShape: .vector(features: 3))
    #expect(throws: InfiniteWidthError.needsPositions) { try vectors.selfCovariances(inputVariances: [1]) }
    let images = try Kernel(Architecture(layers: [Self.convolution(1), .flatten]), inputShape: Self.shape)
    #expect(throws: PixelPairsError.sizesDiffer(name: "x1", count: 19, height: 5, width: 4, channels: 1)) {
      try images.matrices(rows: Matrix<Double>(rows: 1, columns: 19))
    }
  }
}
