import Architectures
import Results

/// The networks of Table 1 beside whose accuracies those of their kernels stand.
package enum ConvolutionalNetwork: String, AxisValue, Codable, CaseIterable {
  /// "Vanilla": flattened, all layers trained.
  case vanilla = "cnn-v"
  /// Global average pooling, the first and the last layer not trained.
  case pooled = "cnn-gap"

  /// "CNN-V"
  package var title: String { rawValue.uppercased() }

  /// The depths at which the paper's network is above its kernel, with all 50,000 training images.
  package var papersDepthsAboveKernel: [Int] { self == .vanilla ? [11, 21] : [4, 6, 21] }

  var kernel: TangentKernelSetting.Head { self == .vanilla ? .vanilla : .pooled }

  /// κ f: convolutions of 3 × 3 with zero padding and ReLU, then a dense layer, no biases. Depth L has L − 1
  /// convolutions. In NTK parameterisation all weights are ω ~ N(0, 1) behind the factors √(2/fan-in) of the paper
  /// (c_σ = 2), and κ is one more at the end.
  ///
  /// The tangent kernel is 2 κ² times that of `TangentKernelSetting`. κ changes no kernel regression; it sets how large
  /// the outputs are at the beginning, and how far weights have to move to reach the labels: the smaller, the farther.
  ///
  /// - Throws: `ArchitectureFailure`.
  package func architecture(depth: Int, multiplier: Double) throws -> Architecture {
    let isFullyTrained = self == .vanilla
    let convolutions = (1..<depth).flatMap { place in
      [
        Layer.convolution(
          kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0,
          trainable: LayerLearning(isTrained: isFullyTrained || place > 1)),
        .activation(.relu),
      ]
    }
    return try Architecture(
      layers: convolutions + [
        isFullyTrained ? .flatten : .globalAveragePooling,
        .dense(
          weightVariance: 2 * multiplier * multiplier, biasVariance: 0,
          trainable: LayerLearning(isTrained: isFullyTrained)),
      ])
  }
}
