import Architectures
import Failures
import FiniteWidth
import LinearAlgebra
import Randomness
import Testing

@Suite struct FiniteNetworkTests {
  static let network = Architecture.fullyConnected(
    depth: 2, nonlinearity: .tanh, weightVariance: 1.7, biasVariance: 0.3)

  @Test func theShapesFollowTheWidths() throws {
    let network = try Self.network.finiteWidth(30, outputs: 4, inputs: 7, seed: seed)
    #expect(network.parameters.map(\.weights.rows) == [7, 30, 30])
    #expect(network.parameters.map(\.weights.columns) == [30, 30, 4])
    #expect(network.parameters.map(\.biases.count) == [30, 30, 4])
    #expect((network.inputs, network.outputs) == (7, 4))
  }

  /// A residual adds its input, so the layers that end in the last sum all have the outputs' width.
  @Test func theLayersOfASumShareItsWidth() throws {
    let network = try Architecture {
      Dense(weightVariance: 1)
      ReLU()
      Dense(weightVariance: 1)
      Residual {
        ReLU()
        Dense(weightVariance: 1)
        ReLU()
        Dense(weightVariance: 1)
      }
    }.finiteWidth(30, outputs: 4, inputs: 7, seed: seed)
    #expect(network.parameters.map(\.weights.rows) == [7, 30, 4, 30])
    #expect(network.parameters.map(\.weights.columns) == [30, 4, 30, 4])
  }

  /// Branches of a sum have the outputs' width, or that of the one without weights; those of a concatenation share it.
  @Test func branchesSettleWidths() throws {
    func columns(_ layers: [Layer]) throws -> [Int] {
      try Architecture(layers: layers).finiteWidth(30, outputs: 4, inputs: 7, seed: seed)
        .parameters.map(\.weights.columns)
    }
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    #expect(try columns([.parallel([[dense], [dense, dense]], join: .sum)]) == [4, 30, 4])
    #expect(try columns([dense, .parallel([[], [dense, dense]], join: .sum), dense]) == [30, 30, 30, 4])
    #expect(
      try columns([.parallel([[dense], [dense, dense]], join: .concatenation(widths: [1, 2])), dense])
        == [10, 30, 20, 4])
    #expect(
      try columns([dense, .parallel([[], [dense]], join: .concatenation(widths: [1, 3])), dense]) == [30, 90, 4])
    #expect(try columns([dense, .parallel([[dense], [dense]], join: .concatenation(widths: [1, 3]))]) == [30, 1, 3])
  }

  /// A branch without weights has the width before it, so the concatenation more units than were asked for.
  @Test func aConcatenationAtTheEndHasTheOutputsOrIsRefused() throws {
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let network = try Architecture(layers: [dense, .parallel([[], [dense]], join: .concatenation())])
    #expect(throws: FiniteWidthFailure.branchWidths(layer: "parallel", found: [8], needed: [4])) {
      try network.finiteWidth(30, outputs: 4, inputs: 7, seed: seed)
    }
  }

  /// Twice as long a level would be 2²⁸ times as long.
  @Test(.timeLimit(.minutes(1)), arguments: [(BranchJoin.sum, 28, 2), (.concatenation(), 6, 128)])
  func nestedBranchesAreLookedAtOnce(join: BranchJoin, levels: Int, fanIn: Int) throws {
    let dense = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    var inner: [Layer] = []
    for _ in 0..<levels { inner = [.parallel([inner, [dense]], join: join)] }
    let network = try Architecture(layers: [dense] + inner + [dense])
      .finiteWidth(2, outputs: 4, inputs: 7, seed: seed)
    #expect(network.parameters.last?.weights.rows == fanIn)
  }

  /// The rates of a layer are those of its effective parameters, whatever the others' parameterisation.
  @Test(arguments: Parameterisation.allCases)
  func layersWithRatesOfTheirOwnHaveTheirMetrics(parameterisation: Parameterisation) throws {
    let network = try Architecture(layers: [
      .dense(weightVariance: 2, biasVariance: 0, trainable: .rates(weights: 14, biases: 3)),
      .dense(weightVariance: 2, biasVariance: 0.5, trainable: true),
      .dense(weightVariance: 2, biasVariance: 0.5, trainable: false),
    ]).finiteWidth(30, outputs: 4, inputs: 7, seed: seed, parameterisation: parameterisation)
    let isStandard = parameterisation == .standard
    #expect(network.parameters.map(\.weightMetric) == [2, isStandard ? 1 : 2 / 30.0, 0])
    #expect(network.parameters.map(\.biasMetric) == [3, isStandard ? 1 : 0.5, 0])
  }

  /// Weights have mean 0 and variance σ_w²/fan-in, biases σ_b²: with m numbers the mean is normal with variance σ²/m
  /// and the mean square has relative standard error √(2/m). Five standard errors fail once in 10⁶, for fixed seeds
  /// never.
  @Test(arguments: Parameterisation.allCases)
  func theParametersHaveTheirVariances(parameterisation: Parameterisation) throws {
    let network = try Self.network.finiteWidth(
      400, outputs: 300, inputs: 500, seed: seed, parameterisation: parameterisation)
    for layer in network.parameters {
      check(layer.weights.elements, variance: 1.7 / Double(layer.weights.rows))
      check(layer.biases, variance: 0.3)
    }
    func check(_ numbers: [Double], variance: Double) {
      let m = Double(numbers.count)
      let mean = numbers.reduce(0, +) / m
      let square = numbers.reduce(0) { $0 + $1 * $1 } / m
      #expect(abs(mean) < 5 * (variance / m).squareRoot())
      #expect(abs(square / variance - 1) < 5 * (2 / m).squareRoot())
    }
  }

  /// Two layers, or the weights and biases of one, share no numbers: their correlation is that of independent ones.
  @Test func layersAreIndependent() throws {
    let network = try Self.network.finiteWidth(200, outputs: 200, inputs: 200, seed: seed)
    let (first, second) = (network.parameters[0].weights.elements, network.parameters[1].weights.elements)
    let correlation = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } / (1.7 / 200) / Double(first.count)
    #expect(abs(correlation) < 5 / Double(first.count).squareRoot())
  }

  @Test func theSameSeedGivesTheSameBitsAndAnotherSeedDoesNot() throws {
    let other = Seed(root: 8, experiment: "tests", purpose: "parameters")
    let one = try Self.network.finiteWidth(64, outputs: 3, inputs: 5, seed: seed)
    let two = try Self.network.finiteWidth(64, outputs: 3, inputs: 5, seed: seed, parameterisation: .neuralTangent)
    let three = try Self.network.finiteWidth(64, outputs: 3, inputs: 5, seed: other)
    for ((a, b), c) in zip(zip(one.parameters, two.parameters), three.parameters) {
      #expect(a.weights == b.weights)
      #expect(a.biases == b.biases)
      #expect(a.weights != c.weights)
    }
  }

  @Test func aFloatNetworkIsTheDoubleNetworkRounded() throws {
    let double = try Self.network.finiteWidth(64, outputs: 3, inputs: 5, seed: seed)
    let float = try Self.network.finiteWidth(64, outputs: 3, inputs: 5, seed: seed, as: Float.self)
    for (a, b) in zip(double.parameters, float.parameters) {
      #expect(a.weights.elements.map { Float($0) } == b.weights.elements)
      #expect(a.biases.map { Float($0) } == b.biases)
    }
  }

  @Test func whatCannotBeMadeIsRefusedByName() throws {
    func message(_ architecture: Architecture, width: Int = 8, outputs: Int = 1, inputs: Int = 3) -> String {
      do {
        _ = try architecture.finiteWidth(width, outputs: outputs, inputs: inputs, seed: seed)
        return "made"
      } catch { return "\(error)" }
    }
    #expect(message(Self.network, width: 0) == "finite network: width is 0; give a whole number ≥ 1")
    #expect(message(Self.network, outputs: -1) == "finite network: outputs is -1; give a whole number ≥ 1")
    #expect(message(Self.network, inputs: 0) == "finite network: inputs is 0; give a whole number ≥ 1")
    // One mend a line, from `Architecture.validate`: what an image needs is refused by the name of its layer.
    let image = try Architecture {
      Repeat(2) { Convolution(kernelSize: 3, weightVariance: 1) }
      Flatten()
    }
    #expect(
      message(image)
        == "architecture: layers[0].repeat.layers[0].convolution: the input is a vector, it works on images "
        + "[height, width, channels]; remove it or give images")
    let uneven = try Architecture {
      Dense(weightVariance: 1)
      Parallel(.concatenation(widths: [1, 2])) {
        Branch {}
        Branch { Dropout(keepProbability: 0.5) }
      }
    }
    #expect(
      message(uneven, outputs: 5)
        == "finite network: the branches of a parallel end in [5, 5] units where their join needs [5, 10]; give relative "
        + "widths in the branches' own proportions, or weights to all of them")
    let narrow = try Architecture {
      Parallel(.concatenation(widths: [1, 20])) {
        Branch { Dense(weightVariance: 1) }
        Branch { Dense(weightVariance: 1) }
      }
      Dense(weightVariance: 1)
    }
    #expect(
      message(narrow)
        == "finite network: the branches of a parallel get [0, 8] units; choose a larger width, or relative widths nearer to "
        + "each other")
    let failure = #expect(throws: FiniteWidthFailure.self) {
      try Self.network.finiteWidth(1 << 40, inputs: 3, seed: seed)
    }
    #expect(failure?.exitStatus == .doesNotFit)
  }
}
