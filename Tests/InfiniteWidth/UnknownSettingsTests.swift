import Architectures
import InfiniteWidth
import LinearAlgebra
import Testing

/// Settings whose kernel is not known are refused and never read as others.
@Suite struct UnknownSettingsTests {
  private static let image = InputShape.image(height: 6, width: 6, channels: 2)
  private static let sequence = InputShape.sequence(length: 6, channels: 2)
  private static let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)

  private static func convolution(
    _ size: WindowSize, _ stride: WindowSize = 1, _ padding: Padding = .zero
  ) -> Layer {
    .convolution(Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1))
  }

  static let refused: [(layers: [Layer], input: InputShape, place: String)] = [
    ([convolution(3, 2)], image, "layers[0].convolution"),
    ([convolution([3, 1])], image, "layers[0].convolution"),
    ([convolution(2)], image, "layers[0].convolution"),
    ([convolution(3, 1, .valid)], image, "layers[0].convolution"),
    ([convolution(3)], sequence, "layers[0].convolution"),
    ([.averagePooling(window: 3, stride: 1)], image, "layers[0].averagePooling"),
    ([.averagePooling(window: 4, padding: .zero)], image, "layers[0].averagePooling"),
    (
      [convolution(3), .repeated(count: 2, layers: [.identity, .selfAttention(SelfAttention())])], image,
      "layers[1].repeat.layers[1].selfAttention"
    ),
    (
      [.parallel([[convolution(1)], [.parallel([[], [convolution(3)]], join: .product)]], join: .concatenation())],
      image, "layers[0].parallel.branches[1][0].parallel"
    ),
  ]

  @Test(arguments: refused) func aKernelNamesTheLayer(layers: [Layer], input: InputShape, place: String) throws {
    let network = try Architecture(layers: layers + [.flatten, Self.dense])
    let failure = #expect(throws: InfiniteWidthError.self) { try Kernel(network, inputShape: input) }
    guard case .noKernel(let layer, _, _)? = failure else {
      Issue.record("another refusal: \(String(describing: failure))")
      return
    }
    #expect(layer == place)
    #expect(failure?.message.contains("\n") == false)
  }

  @Test func aProductOfVectorsToo() throws {
    let network = try Architecture(layers: [.parallel([[Self.dense], [Self.dense]], join: .product)])
    let failure = #expect(throws: InfiniteWidthError.self) { try Kernel(network) }
    #expect(
      failure?.message
        == "layers[0].parallel: a product of branches has no kernel here; join them by a sum or a concatenation")
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
