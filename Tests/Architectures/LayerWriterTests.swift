import Architectures
import Foundation
import Nonlinearities
import Testing

@Suite struct LayerWriterTests {
  @Test func encodingGivesTheShortestSpellingAndReadsBack() throws {
    let network = try Architecture(layers: [
      .convolution(kernelSize: 3, padding: .circular, weightVariance: 1.6, biasVariance: 0, trainable: true),
      .layerNorm, .activation(.leakyRelu(slope: 0.1)), .averagePooling(window: 2), .dropout(keepProbability: 0.9),
      .flatten, .dense(weightVariance: 1, biasVariance: 0.1, trainable: false),
      .repeated(count: 2, layers: [.residual([.activation(.gelu), dense])]),
      .parallel([[], [dense]], join: .sum), .parallel([[], [dense]], join: .concatenation(widths: [1, 0.5])),
    ])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      String(decoding: try encoder.encode(network), as: UTF8.self)
        == #"{"layers":[{"convolution":{"kernelSize":3,"padding":"circular","weightVariance":1.6}},"layerNorm","#
        + #"{"activation":{"leakyRelu":{"slope":0.1}}},{"averagePooling":{"window":2}},"#
        + #"{"dropout":{"keepProbability":0.9}},"flatten","#
        + #"{"dense":{"biasVariance":0.1,"trainable":false,"weightVariance":1}},"#
        + #"{"repeat":{"count":2,"layers":[{"residual":{"layers":[{"activation":"gelu"},"#
        + #"{"dense":{"weightVariance":1}}]}}]}},"#
        + #"{"parallel":{"branches":[[],[{"dense":{"weightVariance":1}}]],"join":"sum"}},"#
        + #"{"parallel":{"branches":[[],[{"dense":{"weightVariance":1}}]],"join":"concatenation","widths":[1,0.5]}}]}"#)
    #expect(try parse(try network.json()) == network)
  }

  @Test(arguments: NonlinearityForm.all.compactMap { try? $0.nonlinearity(FormSettings.example($0)) })
  func everyNamedNonlinearityReadsBack(nonlinearity: Nonlinearity) throws {
    // Variances without a short decimal form must come back to the last bit.
    let network = Architecture.fullyConnected(
      depth: 3, nonlinearity: nonlinearity, weightVariance: 2.0 / 3, biasVariance: 1e-300)
    #expect(try parse(try network.json()) == network)
  }

  @Test func aCustomNonlinearityHasNoFormInFiles() throws {
    let custom = CustomNonlinearity(name: "softplus", function: { log1p(exp($0)) }, derivative: { 1 / (1 + exp(-$0)) })
    let network = try Architecture(layers: [dense, .activation(.custom(custom))])
    do {
      _ = try network.json()
      Issue.record("encoded a custom nonlinearity")
    } catch {
      #expect(
        "\(error)" == "architecture: layers[1].activation: the custom activation \"softplus\" is Swift code and has no "
          + "form in a file; use one that has a name")
    }
  }
}
