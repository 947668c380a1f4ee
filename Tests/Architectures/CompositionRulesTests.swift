import Architectures
import Failures
import Nonlinearities
import Testing

@Suite struct CompositionRulesTests {
  /// Layers that are refused, with the whole message.
  static let refused: [([Layer], String)] = [
    ([], "architecture: the architecture has no layers; add at least one"),
    (
      [relu],
      "architecture: layers[0].activation: needs a dense or convolution layer since the input; insert one before it"
    ),
    (
      [dense, relu, relu],
      "architecture: layers[2].activation: needs a dense or convolution layer since the last activation; "
        + "insert one before it"
    ),
    (
      [convolution, .flatten, relu],
      "architecture: layers[2].activation: needs a dense or convolution layer since the last flatten; "
        + "insert one before it"
    ),
    (
      [dense, .dropout(keepProbability: 0.5), .layerNorm],
      "architecture: layers[2].layerNorm: needs a dense or convolution layer since the last dropout; "
        + "insert one before it"
    ),
    // The second round of a repetition fails where the first does not.
    (
      [dense, .repeated(count: 2, layers: [relu])],
      "architecture: layers[1].repeat.layers[0].activation: needs a dense or convolution layer since the last "
        + "activation; insert one before it"
    ),
    (
      [dense, relu, .residual([dense])],
      "architecture: layers[2].residual: needs a dense or convolution layer since the last activation; "
        + "insert one before it"
    ),
    (
      [dense, .residual([dense, relu])],
      "architecture: layers[1].residual: its branch does not end in a weighted layer; "
        + "add a dense or convolution layer at its end"
    ),
    ([dense, .residual([])], "architecture: layers[1].residual: it has no layers; add at least one"),
    (
      [dense, .repeated(count: 0, layers: [relu, dense])],
      "architecture: layers[1].repeat: \"count\" is 0; give a whole number ≥ 1"
    ),
    (
      [.dense(weightVariance: .nan, biasVariance: 0, trainable: true)],
      "architecture: layers[0].dense: \"weightVariance\" is nan; give a finite number ≥ 0"
    ),
    (
      [.dense(weightVariance: 1, biasVariance: -.infinity, trainable: true)],
      "architecture: layers[0].dense: \"biasVariance\" is -inf; give a finite number ≥ 0"
    ),
    (
      [dense, .repeated(count: 1_000_000, layers: [relu, dense])],
      "architecture: repetitions expand to more than 1000000 layers; lower a count"
    ),
    (
      [dense, .repeated(count: .max, layers: [.repeated(count: .max, layers: [relu, dense])])],
      "architecture: repetitions expand to more than 1000000 layers; lower a count"
    ),
  ]

  @Test(arguments: refused)
  func aRefusalNamesTheLayerAndTheMend(layers: [Layer], message: String) {
    do {
      _ = try Architecture(layers: layers)
      Issue.record("accepted \(layers)")
    } catch {
      #expect("\(error)" == message)
      #expect((error as? any Failure)?.exitStatus == .badData)
    }
  }

  static let accepted: [[Layer]] = [
    [dense],
    [.flatten, dense],
    [.dropout(keepProbability: 1), dense],
    [dense, relu],
    [dense, .repeated(count: 1, layers: [relu])],
    [dense, .repeated(count: 2, layers: [relu, dense])],
    [dense, .layerNorm, .layerNorm, relu],
    [convolution, .averagePooling(window: 2), relu, .globalAveragePooling],
    [dense, .residual([relu, dense]), relu],
    [dense, .repeated(count: 499_999, layers: [relu, dense])],
    [.dense(weightVariance: 0, biasVariance: 0, trainable: false)],
  ]

  @Test(arguments: accepted)
  func whatKeepsTheRulesIsAccepted(layers: [Layer]) throws {
    #expect(try Architecture(layers: layers).layers == layers)
  }

  @Test func nestingIsLimited() throws {
    func nested(_ depth: Int) -> Layer {
      depth == 0 ? dense : .repeated(count: 1, layers: [nested(depth - 1)])
    }
    let deepest = CompositionRules.deepestNesting
    #expect(try Architecture(layers: [nested(deepest - 1)]).expanded == [dense])
    #expect(throws: ArchitectureFailure.self) { try Architecture(layers: [nested(deepest)]) }
  }
}
