import Architectures
import FiniteWidth
import Foundation
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
      } + windowCases()
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

  /// Windows of any sides, strides and paddings, products and attention.
  private static func windowCases() throws -> [Case] {
    func convolution(
      _ size: WindowSize, stride: WindowSize = 1, _ padding: Padding = .zero, _ weight: Double = 1.5
    ) -> Layer {
      .convolution(
        kernelSize: size, stride: stride, padding: padding, weightVariance: weight, biasVariance: 0.1, trainable: true)
    }
    let dense = Layer.dense(weightVariance: 1.2, biasVariance: 0.1, trainable: true)
    let erf = Layer.activation(.erf)
    let attention = SelfAttention(
      queryVariance: 2, keyVariance: 2, valueVariance: 1.2, outputVariance: 1.3, biasVariance: 0.1)
    let layers: KeyValuePairs<String, [Layer]> = [
      "strides and even kernels": [
        convolution(2, stride: [2, 1]), erf, convolution([4, 3], stride: [1, 2], .circular), erf, .flatten, dense,
      ],
      "valid": [convolution([3, 2], .valid), .activation(.relu), convolution(2, .valid), erf, .flatten, dense],
      "overlapping and padded pooling": [
        convolution(2), erf, .averagePooling(window: 3, stride: 2, padding: .zero), convolution(1), .identity, erf,
        .averagePooling(window: [2, 1], stride: 1, padding: .circular, sum: true),
        convolution(2, stride: 3, .valid, 0.4), .flatten,
      ],
      "a strided residual": [
        convolution(3),
        .parallel(
          [
            [.averagePooling(window: 1, stride: 2)], [erf, convolution(3, stride: 2), erf, convolution(3, .circular)],
          ], join: .sum), erf, .globalAveragePooling, dense,
      ],
      "a product": [
        convolution(3), erf,
        .parallel([[convolution(2, stride: 2)], [convolution(4, stride: 2, .circular)]], join: .product), .flatten,
        dense,
      ],
      "attention": [convolution(3), erf, .selfAttention(attention), erf, .globalAveragePooling, dense],
    ]
    return try layers.map { Case(name: $0.key, architecture: try Architecture(layers: $0.value)) }
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
          // 20 architectures × 12 entries: of 240 normal deviates the largest is beyond 4.5 once in 600 sets of draws,
          // and the draws are fixed. What is left of the bias is O(1/24²), 2e-3 of the kernel.
          let bound = 4.5 * sample.standardError[i, j] + 5e-3 * abs(expected)
          #expect(abs(sample.mean[i, j] - expected) < bound)
          #expect(sample.standardError[i, j] < 0.05 * sample.mean[j, j])
        }
      }
    }
  }

  /// Written out by hand: windows of 2 × 2 side by side, ReLU, flatten and dense are the mean over four patches of
  /// Cho and Saul's arc-cosine kernels of the patches,
  /// K = 1.2/4 Σ r (sin α + (π − α) cos α)/2π + 0.1 and Θ = K + 1.2/4 Σ (π − α)/2π k, k = 1.5 x_P · x′_P/12.
  @Test func aStridedConvolutionIsAMeanOfArcCosines() throws {
    let architecture = try Architecture {
      Convolution(kernelSize: 2, stride: 2, padding: .valid, weightVariance: 1.5)
      ReLU()
      Flatten()
      Dense(weightVariance: 1.2, biasVariance: 0.1)
    }
    let x = inputs(3, 48)
    let estimate = try MonteCarloKernel(
      architecture, rows: x, shape: Self.shape, width: 256, samples: 300, tangentOutputs: 1, root: 1)
    let corners = [0, 2, 8, 10]
    func product(_ i: Int, _ j: Int, _ corner: Int) -> Double {
      [0, 1, 4, 5].reduce(0) { sum, offset in
        (0..<3).reduce(sum) { $0 + x[i, 3 * (corner + offset) + $1] * x[j, 3 * (corner + offset) + $1] }
      } * 1.5 / 12
    }
    for i in 0..<3 {
      for j in i..<3 {
        let terms = corners.map { corner -> (nngp: Double, tangent: Double) in
          let (k, radius) = (product(i, j, corner), (product(i, i, corner) * product(j, j, corner)).squareRoot())
          let cosine = max(-1, min(1, k / radius))
          let rest = Double.pi - acos(cosine)
          return (radius * (sin(rest) + rest * cosine) / (2 * .pi), rest / (2 * .pi) * k)
        }
        let nngp = 0.3 * terms.reduce(0) { $0 + $1.nngp } + 0.1
        let tangent = nngp + 0.3 * terms.reduce(0) { $0 + $1.tangent }
        // Without a bias from the width: 12 normal deviates.
        #expect(abs(estimate.nngp.mean[i, j] - nngp) < 4 * estimate.nngp.standardError[i, j])
        #expect(abs(estimate.neuralTangent.mean[i, j] - tangent) < 4 * estimate.neuralTangent.standardError[i, j])
        #expect(estimate.neuralTangent.standardError[i, j] < 0.05 * estimate.neuralTangent.mean[j, j])
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
