import Architectures
import Foundation
import Testing

/// What each layer is in a file and in the builder.
@Suite struct LayerFormsTests {
  private static func convolution(
    _ size: WindowSize, _ stride: WindowSize = 1, _ padding: Padding = .zero
  ) -> Layer {
    .convolution(Convolution(kernelSize: size, stride: stride, padding: padding, weightVariance: 1))
  }

  /// A layer's shortest spelling, and others that mean it.
  static let forms: [(layer: Layer, json: String, others: [String])] = [
    (
      convolution(3), #"{"convolution":{"kernelSize":3,"weightVariance":1}}"#,
      [
        #"{"convolution":{"kernelSize":3,"weightVariance":1,"stride":1,"padding":"zero","biasVariance":0}}"#,
        #"{"convolution":{"kernelSize":3,"weightVariance":1,"padding":"same","trainable":true}}"#,
      ]
    ),
    (convolution([5, 1], 2), #"{"convolution":{"kernelSize":[5,1],"stride":2,"weightVariance":1}}"#, []),
    (
      convolution(2, [2, 3], .valid),
      #"{"convolution":{"kernelSize":2,"padding":"valid","stride":[2,3],"weightVariance":1}}"#, []
    ),
    (
      .averagePooling(window: 2), #"{"averagePooling":{"window":2}}"#,
      [#"{"averagePooling":{"window":2,"padding":"valid","sum":false}}"#]
    ),
    // A stride that was given is one, even the window's own: with it the image need not be divided.
    (.averagePooling(window: 3, stride: 3, sum: true), #"{"averagePooling":{"stride":3,"sum":true,"window":3}}"#, []),
    (
      .averagePooling(window: [3, 2], stride: [1, 2], padding: .circular),
      #"{"averagePooling":{"padding":"circular","stride":[1,2],"window":[3,2]}}"#, []
    ),
    (
      .averagePooling(window: 3, padding: .zero), #"{"averagePooling":{"padding":"zero","window":3}}"#,
      [#"{"averagePooling":{"padding":"same","window":3}}"#]
    ),
    (.identity, #""identity""#, [#"{"identity":{}}"#]),
    (
      .parallel([[dense], []], join: .product),
      #"{"parallel":{"branches":[[{"dense":{"weightVariance":1}}],[]],"join":"product"}}"#, []
    ),
    (
      .selfAttention(SelfAttention()), #""selfAttention""#,
      [#"{"selfAttention":{"mechanism":"softmax","queryVariance":1,"biasVariance":0}}"#]
    ),
    (
      .selfAttention(
        SelfAttention(
          queryVariance: 2, keyVariance: 3, valueVariance: 4, outputVariance: 5, biasVariance: 6, mechanism: .identity)),
      #"{"selfAttention":{"biasVariance":6,"keyVariance":3,"mechanism":"identity","outputVariance":5,"#
        + #""queryVariance":2,"valueVariance":4}}"#, []
    ),
  ]

  @Test(arguments: forms) func aLayerIsWrittenShortAndReadBack(layer: Layer, json: String, others: [String]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let network = try Architecture(layers: [layer])
    #expect(String(decoding: try encoder.encode(network), as: UTF8.self) == "{\"layers\":[\(json)]}")
    for text in [json] + others { #expect(try parse("{\"layers\":[\(text)]}") == network) }
  }

  @Test func newPartsAreLayers() throws {
    let network = try Architecture {
      Convolution(kernelSize: [3, 1], stride: [2, 1], padding: .valid, weightVariance: 1)
      Identity()
      ReLU()
      SelfAttention(keyVariance: 2, biasVariance: 0.5)
      ReLU()
      AveragePooling(window: 3, stride: 2, padding: .zero)
      Parallel(.product) {
        Branch { Convolution(kernelSize: 1, weightVariance: 1) }
        Branch { Identity() }
      }
    }
    #expect(
      network.layers == [
        Self.convolution([3, 1], [2, 1], .valid), .identity, relu,
        .selfAttention(SelfAttention(keyVariance: 2, biasVariance: 0.5)), relu,
        .averagePooling(window: 3, stride: 2, padding: .zero),
        .parallel([[Self.convolution(1)], [.identity]], join: .product),
      ])
    #expect(network.learns)
  }

  @Test func extentsAreWholeNumbersOfTheFile() throws {
    let network = try Architecture(layers: [Self.convolution([5, 3], 2), .averagePooling(window: 2, stride: [1, 2])])
    let numbers = try network.numbers
    #expect(
      numbers.filter(\.isWhole).map(\.path) == [
        "layers/0/convolution/kernelSize/0", "layers/0/convolution/kernelSize/1", "layers/0/convolution/stride",
        "layers/1/averagePooling/stride/0", "layers/1/averagePooling/stride/1", "layers/1/averagePooling/window",
      ])
    #expect(
      try network.setting(["layers/0/convolution/kernelSize/1"], to: 4).layers.first == Self.convolution([5, 4], 2))
  }

  @Test func whatLearnsAndSettlesItsWidth() {
    let attention = Layer.selfAttention(SelfAttention())
    #expect(attention.learns && attention.settlesWidth && !Layer.identity.settlesWidth)
    #expect(Layer.parallel([[dense], [.identity, attention]], join: .product).settlesWidth)
    #expect(!Layer.parallel([[dense], [.identity]], join: .product).settlesWidth)
    #expect(Layer.residual([dense]).innerLayers == [dense] && !Layer.residual([dense]).settlesWidth)
  }
}
