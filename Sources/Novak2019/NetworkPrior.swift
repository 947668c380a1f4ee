import Architectures
import Nonlinearities
import Results

/// The distribution of weights from which a network is drawn before it is trained, and in the limit of infinitely many
/// channels the prior of its Gaussian process: W ~ N(0, σ_w²/fan-in), b ~ N(0, σ_b²) in all layers.
package struct NetworkPrior: Codable, Sendable {
  package enum Activation: String, AxisValue, Codable, CaseIterable {
    case relu, erf

    /// As people write it.
    package var title: String { self == .relu ? "ReLU" : "erf" }
    var value: Nonlinearity { self == .relu ? .relu : .erf }
  }

  package var activation: Activation
  package var weightVariance, biasVariance: Double
  /// Hidden layers.
  package var depth = 3

  /// Critical with q* = 1: σ_w² = π √5 / 4 gives χ₁ = σ_w² (4/π) / √(1 + 4 q*) = 1, and with σ_b² = 1 − σ_w² (2/π)
  /// asin(2/3) pre-activations of variance 1 keep it from layer to layer.
  package static let erf = NetworkPrior(activation: .erf, weightVariance: 1.7562, biasVariance: 0.1841)
  /// Critical but for small biases, so that there are some to train.
  package static let relu = NetworkPrior(activation: .relu, weightVariance: 2, biasVariance: 0.01)

  /// Of images [height, width, channels]. Convolutions are of 3 × 3 with zero padding; the last layer is dense.
  ///
  /// - Parameter scale: of outputs before training. The kernel is scale² times that of 1, and regression with it the
  ///   same; a network that is trained from 1 keeps its initial function between the training images.
  /// - Throws: `ArchitectureFailure`.
  package func architecture(_ topology: NetworkTopology, scale: Double = 1) throws -> Architecture {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance, trainable: true)
    let convolution = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: weightVariance, biasVariance: biasVariance,
      trainable: true)
    let last = Layer.dense(
      weightVariance: scale * scale * weightVariance, biasVariance: scale * scale * biasVariance, trainable: true)
    func hidden(_ layer: Layer) -> [Layer] {
      Array(repeating: [layer, .activation(activation.value)], count: depth).flatMap(\.self)
    }
    return try Architecture(
      layers: {
        switch topology {
        case .fullyConnected: [.flatten] + hidden(dense) + [last]
        case .flattened: hidden(convolution) + [.flatten, last]
        case .pooled: hidden(convolution) + [.globalAveragePooling, last]
        }
      }())
  }
}
