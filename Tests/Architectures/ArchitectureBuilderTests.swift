import Architectures
import Nonlinearities
import Testing

@Suite struct ArchitectureBuilderTests {
  @Test func everyPartIsOneLayer() throws {
    let trained = false
    let network = try Architecture {
      Convolution(kernelSize: 3, padding: .circular, weightVariance: 1.6, biasVariance: 0.1)
      LayerNorm()
      Residual {
        Activation(.gelu)
        Convolution(kernelSize: 1, weightVariance: 1, trainable: LayerLearning(isTrained: trained))
      }
      Erf()
      AveragePooling(window: 2)
      Flatten()
      Dropout(keepProbability: 0.5)
      for variance in [1.0, 2.0] { Dense(weightVariance: variance) }
      if trained { Dense(weightVariance: 9) }
      Repeat(2) {
        Tanh()
        Dense(weightVariance: 1.45, biasVariance: 0.28)
      }
    }
    #expect(
      network.layers == [
        .convolution(kernelSize: 3, padding: .circular, weightVariance: 1.6, biasVariance: 0.1, trainable: true),
        .layerNorm,
        .residual([
          .activation(.gelu),
          .convolution(kernelSize: 1, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: false),
        ]),
        .activation(.erf), .averagePooling(window: 2), .flatten, .dropout(keepProbability: 0.5),
        .dense(weightVariance: 1, biasVariance: 0, trainable: true),
        .dense(weightVariance: 2, biasVariance: 0, trainable: true),
        .repeated(
          count: 2,
          layers: [.activation(.tanh), .dense(weightVariance: 1.45, biasVariance: 0.28, trainable: true)]),
      ])
  }

  @Test func branchesAreListsOfParts() throws {
    let network = try Architecture {
      Convolution(kernelSize: 3, weightVariance: 1, trainable: .rates(weights: 27, biases: 1))
      Parallel(.concatenation(widths: [1, 2])) {
        Branch {}
        Branch {
          ReLU()
          Convolution(kernelSize: 1, weightVariance: 2)
        }
      }
      AveragePooling(window: 2, sum: true)
      GlobalAveragePooling(sum: true)
    }
    #expect(
      network.layers == [
        .convolution(
          kernelSize: 3, padding: .zero, weightVariance: 1, biasVariance: 0, trainable: .rates(weights: 27, biases: 1)),
        .parallel(
          [
            [],
            [relu, .convolution(kernelSize: 1, padding: .zero, weightVariance: 2, biasVariance: 0, trainable: true)],
          ], join: .concatenation(widths: [1, 2])),
        .averagePooling(window: 2, sum: true), .globalAveragePooling(sum: true),
      ])
  }

  /// What the types cannot tell, because pooling or a loop stands between, is found when the architecture is made.
  @Test func theRulesHoldForTheBuilderToo() {
    #expect(throws: ArchitectureFailure.self) {
      try Architecture {
        Dense(weightVariance: 1)
        ReLU()
        GlobalAveragePooling()
        ReLU()
      }
    }
    #expect(throws: ArchitectureFailure.self) {
      try Architecture {
        Dense(weightVariance: 1)
        for _ in 0..<2 { ReLU() }
      }
    }
    #expect(throws: ArchitectureFailure.self) { try Architecture {} }
  }

  @Test func conditionsAndReadyLayersMayStandAmongTheParts() throws {
    func network(deep: Bool) throws -> Architecture {
      try Architecture {
        Layer.dense(weightVariance: 2, biasVariance: 0, trainable: true)
        if deep {
          ReLU()
          Dense(weightVariance: 3)
        } else {
          Erf()
        }
      }
    }
    #expect(try network(deep: true).layers.map(\.name) == ["dense", "activation", "dense"])
    #expect(try network(deep: false).layers.last == .activation(.erf))
    let deep = try network(deep: true)
    #expect(try Architecture { deep.layers } == deep)
  }
}
