import Architectures
import MeanField
import Nonlinearities
import Testing

@Suite("Architectures read as mean-field theories") struct ArchitectureMeanFieldTests {
  @Test func equalLayersAreRead() throws {
    let network = try Architecture {
      Flatten()
      Dense(weightVariance: 1)
      Repeat(5) {
        Tanh()
        Dropout(keepProbability: 0.9)
        Dense(weightVariance: 1.5, biasVariance: 0.05)
      }
    }
    let theory = try network.meanField
    #expect(theory.nonlinearity == .tanh && theory.weightVariance == 1.5 && theory.biasVariance == 0.05)
    #expect(theory.keepProbability == 0.9)
    let plain = try Architecture.fullyConnected(depth: 3, nonlinearity: .erf, weightVariance: 1.2, biasVariance: 0.1)
      .meanField
    #expect(plain.nonlinearity == .erf && plain.keepProbability == 1)
  }

  /// The theory is one of K, which knows nothing of learning rates.
  @Test func learningRatesChangeNothing() throws {
    func theory(_ learning: LayerLearning) throws -> MeanFieldTheory {
      let dense = Layer.dense(weightVariance: 1.2, biasVariance: 0.1, trainable: learning)
      return try Architecture(layers: [dense, .activation(.erf), dense]).meanField
    }
    let (plain, rated) = (try theory(.ntk), try theory(.rates(weights: 100, biases: 1)))
    #expect(plain.weightVariance == rated.weightVariance && plain.biasVariance == rated.biasVariance)
  }

  @Test func branchesHaveNoTheory() throws {
    let dense = Layer.dense(weightVariance: 1.2, biasVariance: 0.1, trainable: true)
    let network = try Architecture(layers: [dense, .parallel([[dense], [dense]], join: .sum)])
    #expect(try layer(network) == "layers[1].parallel with repetitions written out")
  }

  private func layer(_ architecture: Architecture) throws -> String? {
    do {
      _ = try architecture.meanField
      return nil
    } catch MeanFieldFailure.notRepeated(let layer, _) {
      return layer
    }
  }

  @Test("the layer that does not fit is named")
  func misfitsAreNamed() throws {
    let dense = Layer.dense(weightVariance: 1.5, biasVariance: 0.1, trainable: true)
    let other = Layer.dense(weightVariance: 1.6, biasVariance: 0.1, trainable: true)
    let tanh = Layer.activation(.tanh)
    let keep = Layer.dropout(keepProbability: 0.5)
    let cases: [([Layer], String)] = [
      ([dense, tanh, dense, tanh, other], "layers[4].dense"),
      ([dense, tanh, dense, .activation(.erf), dense], "layers[4].dense"),
      ([dense, tanh, dense, dense], "layers[3].dense"), ([dense, tanh, dense, keep, dense], "layers[3].dropout"),
      ([dense, tanh, keep, dense, tanh, dense], "layers[5].dense"),
      ([dense, .layerNorm, tanh, dense], "layers[1].layerNorm"),
      ([dense, .residual([tanh, dense])], "layers[1].residual"), ([dense, tanh, dense, tanh], "layers[3]"),
      ([dense], "architecture"), ([dense, tanh, keep, keep, dense], "layers[3].dropout"),
    ]
    for (layers, expected) in cases {
      let named = try #require(try layer(Architecture(layers: layers)), "\(layers)")
      #expect(named.hasPrefix(expected), "\(named)")
    }
  }
}
