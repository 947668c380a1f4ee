import Architectures
import FiniteWidth
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import TestSupport
import Testing

/// Convolutional kernels against means over random networks of finitely many channels.
@Suite("Convolutional kernels against finite networks") struct ImageMonteCarloTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let layers: [Layer]
    var testDescription: String { name }
  }

  static func convolution(_ padding: Padding, _ weight: Double, trainable: LayerLearning = true) -> Layer {
    .convolution(kernelSize: 3, padding: padding, weightVariance: weight, biasVariance: 0.1, trainable: trainable)
  }

  static let dense = Layer.dense(weightVariance: 1.2, biasVariance: 0.1, trainable: true)

  static let cases = [
    Case(
      name: "ReLU, circular, flattened",
      layers: [
        convolution(.circular, 1.8), .activation(.relu), convolution(.circular, 1.6), .activation(.relu), .flatten,
        dense,
      ]),
    Case(
      name: "ReLU, zero padding, global pooling",
      layers: [
        convolution(.zero, 1.8), .activation(.relu), convolution(.zero, 1.6), .activation(.relu), .globalAveragePooling,
        dense,
      ]),
    Case(
      name: "erf, a window, flattened at the end",
      layers: [
        convolution(.circular, 1.8), .activation(.erf), .averagePooling(window: 2), convolution(.zero, 1.6), .flatten,
      ]),
    Case(
      name: "residual, frozen, normalised",
      layers: [
        convolution(.zero, 1.2),
        .residual([.layerNorm, .activation(.gelu), convolution(.zero, 0.8, trainable: false)]), .activation(.abs),
        .globalAveragePooling, dense,
      ]),
    Case(
      name: "dropout, windows, dense layers",
      layers: [
        convolution(.circular, 1.8), .activation(.leakyRelu(slope: 0.2)), .dropout(keepProbability: 0.8),
        convolution(.circular, 1.6), .averagePooling(window: 2), .activation(.erf), .flatten, dense, .activation(.relu),
        dense,
      ]),
    Case(
      name: "learning rates of their own, zero padding",
      layers: [
        convolution(.zero, 1.8, trainable: .rates(weights: 3, biases: 0.5)), .activation(.relu),
        convolution(.zero, 1.6, trainable: .rates(weights: 0.7, biases: 2)), .activation(.erf), .globalAveragePooling,
        dense,
      ]),
    Case(
      name: "branches added and side by side, sums over positions",
      layers: [
        convolution(.zero, 1.2),
        .parallel([[convolution(.circular, 0.5)], [.activation(.relu), convolution(.zero, 0.8)]], join: .sum),
        .parallel(
          [[.activation(.erf)], [.activation(.relu), convolution(.zero, 0.7)]], join: .concatenation(widths: [1, 1])),
        .averagePooling(window: 2, sum: true), convolution(.circular, 0.2), .activation(.relu),
        .globalAveragePooling(sum: true), .dense(weightVariance: 0.2, biasVariance: 0.1, trainable: true),
      ]),
  ]

  /// Three images of 4 × 4 positions and 2 channels, the third near the first.
  static let images: Matrix<Double> = {
    var random = SplitMix64(seed: 5)
    let a = (0..<32).map { _ in random.normal() }
    let b = (0..<32).map { _ in 1.2 * random.normal() }
    return Matrix(rows: 3, columns: 32, elements: a + b + a.map { $0 + 0.2 * random.normal() })
  }()

  @Test(arguments: cases) func agrees(test: Case) throws {
    let architecture = try Architecture(layers: test.layers)
    let pairs = try PixelPairs(rows: Self.images, height: 4, width: 4, channels: 2)
    let exact = try Kernel(architecture, inputShape: .image(height: 4, width: 4, channels: 2)).matrices(
      of: pairs, get: .both)
    let estimate = try MonteCarloKernel.extrapolated(
      architecture, rows: Self.images, shape: .image(height: 4, width: 4, channels: 2), width: 32, samples: 300,
      tangentOutputs: 1, root: 2)
    for (kernel, sample) in [(exact.nngp, estimate.nngp), (exact.ntk, estimate.neuralTangent)] {
      let kernel = try #require(kernel)
      for k in kernel.elements.indices {
        // 7 architectures × 12 distinct entries: the largest of 84 normal deviates is beyond 4.5 once in two thousand
        // sets of draws, and the draws are fixed. What is left of the bias is O(1/32²), 1e-3 of the kernel times a few.
        let bound = 4.5 * sample.standardError.elements[k] + 5e-3 * abs(kernel.elements[k])
        #expect(abs(sample.mean.elements[k] - kernel.elements[k]) <= bound)
        #expect(sample.standardError.elements[k] < 0.05 * kernel.elements.map(abs).reduce(0, max))
      }
    }
  }
}
