import Architectures
import FiniteWidth
import LinearAlgebra
import Testing

/// Random convolutional networks against the recursion of their covariances, position by position.
@Suite("Convolutional networks against their infinite width") struct ConvolutionalMonteCarloTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let architecture: Architecture
    var testDescription: String { name }
  }

  static func cases() throws -> [Case] {
    func both(_ name: String, _ layers: (Padding) -> [Layer]) throws -> [Case] {
      try [Padding.zero, .circular].map { padding in
        Case(name: "\(name), \(padding) padding", architecture: try Architecture(layers: layers(padding)))
      }
    }
    func convolution(
      _ padding: Padding, _ weight: Double, _ bias: Double = 0.1, trainable: LayerLearning = true
    ) -> Layer {
      .convolution(kernelSize: 3, padding: padding, weightVariance: weight, biasVariance: bias, trainable: trainable)
    }
    let dense = Layer.dense(weightVariance: 1.2, biasVariance: 0.1, trainable: true)
    let erf = Layer.activation(.erf)
    return try both("flatten") { [convolution($0, 1.6), erf, convolution($0, 1.5), erf, .flatten, dense] }
      + both("flatten at the end") { [convolution($0, 1.6), erf, convolution($0, 1.5), .flatten] }
      + both("global pooling") {
        [convolution($0, 1.6), erf, convolution($0, 1.5), erf, .globalAveragePooling, dense]
      }
      + both("a window") {
        [convolution($0, 1.6), erf, .averagePooling(window: 2), convolution($0, 1.5), erf, .flatten, dense]
      }
      + both("layerNorm") {
        [convolution($0, 1.6), .layerNorm, erf, convolution($0, 1.5), .layerNorm, erf, .flatten, dense]
      }
      + both("residual and a frozen layer") {
        [
          convolution($0, 1.2), .residual([erf, convolution($0, 0.8, trainable: false)]), erf, .globalAveragePooling,
          dense,
        ]
      }
      + both("branches, sums over positions, learning rates") {
        [
          convolution($0, 1.2, trainable: .rates(weights: 2, biases: 0.5)),
          .parallel([[convolution($0, 0.5)], [erf, convolution($0, 0.8)]], join: .sum),
          .parallel([[erf], [convolution($0, 0.9)]], join: .concatenation()), .averagePooling(window: 2, sum: true),
          convolution($0, 0.1), erf, .globalAveragePooling(sum: true),
          .dense(weightVariance: 0.2, biasVariance: 0.1, trainable: true),
        ]
      }
  }

  static let shape = InputShape.image(height: 4, width: 4, channels: 3)

  @Test("every head and padding", arguments: try cases()) func agreesWithTheRecursion(test: Case) throws {
    let x = inputs(3, 48)
    let estimate = try MonteCarloKernel.extrapolated(
      test.architecture, rows: x, shape: Self.shape, width: 24, samples: 300, tangentOutputs: 1, root: 1)
    for i in 0..<3 {
      for j in i..<3 {
        var pair = PositionCovariance(x.row(i), x.row(j), height: 4, width: 4, channels: 3)
        pair.apply(test.architecture.layers)
        let (nngp, ntk) = pair.kernels
        for (sample, expected) in [(estimate.nngp, nngp), (estimate.neuralTangent, ntk)] {
          // 14 architectures × 12 entries: of 168 normal deviates the largest is beyond 4.5 once in a thousand sets of
          // draws, and the draws are fixed. What is left of the bias is O(1/24²), 2e-3 of the kernel.
          let bound = 4.5 * sample.standardError[i, j] + 5e-3 * abs(expected)
          #expect(abs(sample.mean[i, j] - expected) < bound)
          #expect(sample.standardError[i, j] < 0.05 * sample.mean[j, j])
        }
      }
    }
  }

  /// Four times the samples, or four times the channels, halve the standard error; its own relative error with 100
  /// samples is 7 %, and two of them stand in the ratio.
  @Test func theErrorFallsAsTheRootOfChannelsTimesSamples() throws {
    let x = inputs(3, 48)
    func error(_ channels: Int, _ samples: Int) throws -> Double {
      let estimate = try MonteCarloKernel(
        Self.cases()[1].architecture, rows: x, shape: Self.shape, width: channels, samples: samples, tangentOutputs: 1)
      return estimate.nngp.standardError.elements.reduce(0, +)
    }
    let coarse = try error(12, 100)
    for ratio in [coarse / (try error(12, 400)), coarse / (try error(48, 100))] {
      #expect(ratio > 1.5 && ratio < 2.6)
    }
  }

  @Test func aShapeThatIsNotThatOfTheRowsIsRefused() {
    #expect(throws: FiniteWidthFailure.wrongInputs(expected: 48, found: 24)) {
      try MonteCarloKernel(
        Self.cases()[0].architecture, rows: inputs(2, 24), shape: Self.shape, width: 4, samples: 2)
    }
  }
}
