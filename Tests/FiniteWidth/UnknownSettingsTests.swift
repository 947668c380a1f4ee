import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

/// Settings that finite networks do not know are refused and never read as others.
@Suite struct UnknownSettingsTests {
  private static let image = InputShape.image(height: 6, width: 6, channels: 2)
  private static let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)

  static let refused: [(layer: Layer, input: InputShape)] = [
    (.convolution(Convolution(kernelSize: 3, stride: 2, weightVariance: 1)), image),
    (.convolution(Convolution(kernelSize: [3, 1], weightVariance: 1)), image),
    (.convolution(Convolution(kernelSize: 2, weightVariance: 1)), image),
    (.convolution(Convolution(kernelSize: 3, padding: .valid, weightVariance: 1)), image),
    (.convolution(Convolution(kernelSize: 3, weightVariance: 1)), .sequence(length: 6, channels: 2)),
    (.averagePooling(window: 3, stride: 2), image), (.averagePooling(window: [3, 2]), image),
    (.selfAttention(SelfAttention()), image),
    (.parallel([[], [.flatten, dense]], join: .product), .vector(features: 4)),
  ]

  @Test(arguments: refused) func aNetworkNamesTheLayer(layer: Layer, input: InputShape) throws {
    let network = try Architecture(layers: [.identity, layer, .flatten, Self.dense])
    let failure = #expect(throws: FiniteWidthFailure.self) {
      try network.finiteWidth(5, input: input, seed: seed) as FiniteNetwork<Double>
    }
    guard case .unknownSetting(let place, _, _)? = failure else {
      Issue.record("another refusal: \(String(describing: failure))")
      return
    }
    #expect(place == "layers[1].\(layer.name)")
  }

  @Test func anIdentityIsNoLayer() throws {
    let x = Matrix(rows: 3, columns: 4, elements: (0..<12).map { Double(($0 * 7) % 11) / 11 })
    func outputs(_ layers: [Layer]) throws -> Matrix<Double> {
      try Architecture(layers: layers).finiteWidth(5, outputs: 2, inputs: 4, seed: seed)(x)
    }
    let plain = try outputs([Self.dense, .activation(.relu), Self.dense])
    #expect(try outputs([.identity, Self.dense, .identity, .activation(.relu), Self.dense, .identity]) == plain)
  }
}
