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
    // Its input reaches the sum twice.
    (
      [dense, .residual([.layerNorm])],
      "architecture: layers[1].residual: its branch does not end in a weighted layer; "
        + "add a dense or convolution layer at its end"
    ),
    (
      [dense, .residual([.residual([dense])])],
      "architecture: layers[1].residual: its branch does not end in a weighted layer; "
        + "add a dense or convolution layer at its end"
    ),
    (
      [dense, .parallel([[], [dense], []], join: .sum)],
      "architecture: layers[1].parallel.branches[2]: hands on its input, which another branch of the sum does too, so that "
        + "the two are not independent; add a dense or convolution layer, or join them by concatenation"
    ),
    (
      [
        dense,
        .parallel([[.residual([relu, dense])], [.parallel([[relu], [dense]], join: .concatenation())]], join: .sum),
      ],
      "architecture: layers[1].parallel.branches[1]: hands on its input, which another branch of the sum does too, so that "
        + "the two are not independent; add a dense or convolution layer, or join them by concatenation"
    ),
    (
      [.parallel([[dense], [dense, relu]], join: .sum)],
      "architecture: layers[0].parallel.branches[1]: its branch does not end in a weighted layer; "
        + "add a dense or convolution layer at its end"
    ),
    (
      [dense, .parallel([[], [relu, relu]], join: .concatenation())],
      "architecture: layers[1].parallel.branches[1][1].activation: needs a dense or convolution layer since the last "
        + "activation; insert one before it"
    ),
    (
      [dense, .parallel([[dense], [dense]], join: .concatenation()), relu],
      "architecture: layers[2].activation: needs a dense or convolution layer since the last parallel; "
        + "insert one before it"
    ),
    // The sum of what is not Gaussian and what is.
    (
      [dense, relu, .parallel([[], [dense]], join: .sum), relu],
      "architecture: layers[3].activation: needs a dense or convolution layer since the last activation; "
        + "insert one before it"
    ),
    // The input is the sum's mean.
    (
      [.parallel([[], [dense, relu, dense]], join: .sum), dense],
      "architecture: layers[0].parallel.branches[0]: adds the network's input itself, which has a mean and no "
        + "distribution; add a dense or convolution layer before the sum or in the branch, or join them by concatenation"
    ),
    (
      [.flatten, .parallel([[dense], [.dropout(keepProbability: 0.5)]], join: .sum), dense],
      "architecture: layers[1].parallel.branches[1]: adds the network's input itself, which has a mean and no "
        + "distribution; add a dense or convolution layer before the sum or in the branch, or join them by concatenation"
    ),
    // A product is no longer Gaussian, and its branches are independent.
    (
      [dense, .parallel([[dense], [dense]], join: .product), relu],
      "architecture: layers[2].activation: needs a dense or convolution layer since the last parallel; "
        + "insert one before it"
    ),
    (
      [dense, .parallel([[], [.identity], [dense]], join: .product)],
      "architecture: layers[1].parallel.branches[1]: hands on its input, which another branch of the product does too, "
        + "so that the two are not independent; add a dense or convolution layer, or join them by concatenation"
    ),
    (
      [.parallel([[dense], [dense, relu]], join: .product)],
      "architecture: layers[0].parallel.branches[1]: its branch does not end in a weighted layer; "
        + "add a dense or convolution layer at its end"
    ),
    (
      [.identity, relu],
      "architecture: layers[1].activation: needs a dense or convolution layer since the input; insert one before it"
    ),
    (
      [.selfAttention(SelfAttention(outputVariance: .nan))],
      "architecture: layers[0].selfAttention: \"outputVariance\" is nan; give a finite number ≥ 0"
    ),
    (
      [.parallel([], join: .sum)],
      "architecture: layers[0].parallel: \"branches\" is empty; give at least one list of layers"
    ),
    (
      [.parallel([[dense], [dense]], join: .concatenation(widths: [1]))],
      "architecture: layers[0].parallel: \"widths\" has 1 numbers for 2 branches; give one for each branch, or none for "
        + "equal widths"
    ),
    (
      [.parallel([[dense], [dense]], join: .concatenation(widths: [1, 0]))],
      "architecture: layers[0].parallel: \"widths\" is 0; give finite numbers > 0"
    ),
    (
      [.parallel([[dense], [.dropout(keepProbability: 2)]], join: .concatenation())],
      "architecture: layers[0].parallel.branches[1][0].dropout: \"keepProbability\" is 2; give a number in (0, 1]"
    ),
    (
      [.dense(weightVariance: 1, biasVariance: 0, trainable: .rates(weights: -1, biases: 0))],
      "architecture: layers[0].dense: \"learningRates.weights\" is -1; give a finite number ≥ 0"
    ),
    (
      [
        .convolution(
          kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0,
          trainable: .rates(weights: 1, biases: .infinity))
      ],
      "architecture: layers[0].convolution: \"learningRates.biases\" is inf; give a finite number ≥ 0"
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
    [.parallel([[dense], [dense, relu, dense]], join: .sum), relu],
    [dense, .parallel([[.residual([dense])], [dense]], join: .sum), relu],
    [dense, relu, .parallel([[], [dense]], join: .sum), dense],
    [dense, .parallel([[], []], join: .concatenation()), dense, relu],
    [dense, .parallel([[.parallel([[dense], [relu, dense]], join: .sum)], [], [relu]], join: .concatenation())],
    [.parallel([[]], join: .sum)],
    [dense, .parallel([[], [dense]], join: .product), dense, relu],
    [dense, .parallel([[.identity]], join: .product), relu],
    [.parallel([[], [dense]], join: .product), dense, relu],
    [.parallel([[], [dense]], join: .concatenation()), dense, relu],
    [dense, .identity, relu],
    [
      .selfAttention(SelfAttention()), relu,
      .convolution(Convolution(kernelSize: [2, 5], stride: 2, weightVariance: 1)),
    ],
    [convolution, .residual([relu, .selfAttention(SelfAttention())]), relu],
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
    func branches(_ depth: Int) -> Layer { depth == 0 ? dense : .parallel([[branches(depth - 1)]], join: .sum) }
    let network = try Architecture(layers: [branches(deepest - 1)])
    #expect(try parse(try network.json()) == network)
    #expect(throws: ArchitectureFailure.self) { try Architecture(layers: [branches(deepest)]) }
  }
}
