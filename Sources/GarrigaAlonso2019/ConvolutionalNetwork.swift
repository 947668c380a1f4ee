import Architectures
import InfiniteWidth
import Results

/// The three networks of Table 1, with the settings that its authors published beside their code (`cnn-gp`,
/// `configs/`).
///
/// In their words a convolution has the variance of a weight times the number of channels, here times its positions
/// too: σ_w² = 7² · 2.79 of the first. Their last convolution covers the whole image, which is a dense layer behind
/// `flatten`. The variance of 1e-5 that they add before each ReLU for the sake of float32 is left out.
package enum ConvolutionalNetwork: String, AxisValue, Codable, CaseIterable, Sendable {
  case convNet = "convnet"
  case residualCNN = "residual-cnn"
  case resNet = "resnet"

  /// Its name in the paper.
  package var title: String {
    switch self {
    case .convNet: "ConvNet GP"
    case .residualCNN: "Residual CNN GP"
    case .resNet: "ResNet GP"
    }
  }

  package var layers: [Layer] {
    switch self {
    case .convNet:
      let body: [Layer] = [Self.convolution(7, weight: 2.79, bias: 7.86), .activation(.relu)]
      return [.repeated(count: 7, layers: body), .flatten, Self.dense(weight: 2.79, bias: 7.86)]
    case .residualCNN:
      // The first sum would add the input itself, which is no Gaussian process either: a convolution of one position
      // makes it one of the same covariance.
      return [
        Self.convolution(1), .repeated(count: 8, layers: [Self.skip]), Self.convolution(4, weight: 7.27, bias: 4.69),
        .activation(.relu), .flatten, Self.dense(weight: 7.27, bias: 4.69),
      ]
    case .resNet:
      var layers = [Self.convolution(3)]
      for stride in [1, 2, 2] {
        layers += Self.projecting(stride: stride)
        layers.append(.repeated(count: 4, layers: [.residual(Self.branch)]))
      }
      return layers + [.flatten, Self.dense(weight: 1, bias: 0), .activation(.relu), Self.dense(weight: 1, bias: 0)]
    }
  }

  /// Of MNIST.
  package func kernel() throws -> Kernel {
    try Kernel(try Architecture(layers: layers), inputShape: .image(height: 28, width: 28, channels: 1))
  }

  private static func dense(weight: Double, bias: Double) -> Layer {
    .dense(weightVariance: weight, biasVariance: bias, trainable: true)
  }

  /// - Parameter weight: σ_w² over the positions of the window.
  private static func convolution(
    _ size: Int, stride: Int = 1, weight: Double? = nil, bias: Double = 0
  ) -> Layer {
    .convolution(
      kernelSize: .uniform(size), stride: .uniform(stride), padding: .zero,
      weightVariance: weight.map { $0 * Double(size * size) } ?? 1, biasVariance: bias, trainable: true)
  }

  /// The paper's residual networks without projections add what comes out of a ReLU, which is no Gaussian process; as
  /// its authors say, it is one with the same kernel if a convolution of one position follows the ReLU.
  private static let skip = Layer.parallel(
    [[], [convolution(4, weight: 7.27, bias: 4.69), .activation(.relu), convolution(1)]], join: .sum)

  /// Before activation: ReLU, convolution, ReLU, convolution.
  private static let branch: [Layer] = [.activation(.relu)] + twoConvolutions(stride: 1)

  /// Of stride 2 the authors' window begins one position before every other one, which this architecture's padding does
  /// not: every position is computed and every other kept.
  private static func twoConvolutions(stride: Int) -> [Layer] {
    let kept = stride == 1 ? [] : [convolution(1, stride: stride)]
    return [convolution(3)] + kept + [.activation(.relu), convolution(3)]
  }

  /// The first block of three: its input passes a convolution of one position, which takes every other where the stride
  /// is 2.
  private static func projecting(stride: Int) -> [Layer] {
    [
      .activation(.relu),
      .parallel([[convolution(1, stride: stride)], twoConvolutions(stride: stride)], join: .sum),
    ]
  }
}
