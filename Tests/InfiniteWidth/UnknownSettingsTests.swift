import Architectures
import InfiniteWidth
import LinearAlgebra
import Testing

/// Layers whose kernel needs to know the inputs' shape are refused without it, and never read as others.
@Suite struct UnknownSettingsTests {
  private static let image = InputShape.image(height: 6, width: 6, channels: 2)
  private static let sequence = InputShape.sequence(length: 6, channels: 2)
  private static let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)

  private static func convolution(
    _ size: WindowSize, _ stride: WindowSize = 1, _ padding: Padding = .zero
  ) -> Layer {
    .convolution(Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1))
  }

  /// Layers that the inputs' positions, or numbers, are needed for.
  static let withoutShape: [(layer: Layer, place: String)] = [
    (convolution(3, 2), "layers[0].convolution"), (convolution([3, 1]), "layers[0].convolution"),
    (.averagePooling(window: 3, stride: 1), "layers[0].averagePooling"),
    (.selfAttention(SelfAttention()), "layers[0].selfAttention"),
    (.parallel([[dense], [dense]], join: .product), "layers[0].parallel"),
  ]

  @Test(arguments: withoutShape) func aKernelWithoutAShapeNamesTheLayer(layer: Layer, place: String) throws {
    let failure = #expect(throws: InfiniteWidthError.self) { try Kernel(Architecture(layers: [layer, .flatten])) }
    guard case .noKernel(let found, _, _)? = failure else {
      Issue.record("another refusal: \(String(describing: failure))")
      return
    }
    #expect(found == place)
    #expect(failure?.message.contains("give the kernel the inputs' shape") == true)
    #expect(failure?.message.contains("\n") == false)
  }

  /// An identity is no layer, and sequences may be flattened.
  @Test func whatIsKnownIsComputed() throws {
    let x = Matrix(rows: 3, columns: 12, elements: (0..<36).map { Double(($0 * 7) % 11) / 11 + 0.1 })
    func kernels(_ layers: [Layer], _ shape: InputShape?) throws -> Matrix<Double>? {
      try Kernel(Architecture(layers: layers), inputShape: shape).matrices(rows: x, get: .both).ntk
    }
    let plain = try kernels([Self.dense, .activation(.relu), Self.dense], nil)
    #expect(try kernels([.identity, Self.dense, .identity, .activation(.relu), Self.dense, .identity], nil) == plain)
    #expect(try kernels([.flatten, Self.dense, .activation(.relu), Self.dense], Self.sequence) == plain)
    let image = InputShape.image(height: 2, width: 3, channels: 2)
    func spatial(_ between: [Layer]) throws -> Matrix<Double>? {
      try kernels([Self.convolution(3)] + between + [.activation(.relu), .globalAveragePooling, Self.dense], image)
    }
    #expect(try spatial([.identity]) == spatial([]))
  }
}
