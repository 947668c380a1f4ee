import Architectures
import InfiniteWidth
import Results

/// Images of one size, how many of them, and through which networks: one block of Table 1.
struct TangentKernelSetting: Codable, Sendable {
  /// The paper's columns.
  enum Head: String, AxisValue, Codable, CaseIterable {
    /// "Vanilla": flattened, all layers trained.
    case vanilla = "cntk-v"
    /// Global average pooling, the first and the last layer not trained.
    case pooled = "cntk-gap"

    /// "CNTK-V"
    var title: String { rawValue.uppercased() }
  }

  /// In keys and groups: "pixels8".
  var name: String
  /// The side of the blocks of pixels whose means are the images' pixels.
  var block: Int
  var training, test: Int
  /// All layers, the last dense one included.
  var depths: [Int]
  var heads = Head.allCases

  var side: Int { 32 / block }
  /// "8 × 8"
  var pixels: String { "\(side) × \(side)" }
  /// Training sets that are the first images of the largest.
  var trainingSizes: [Int] { [training / 4, training / 2, training] }
  var sweepName: SweepName { SweepName(name) }

  static func flattened(training: Int, test: Int, depths: [Int]) -> Self {
    Self(name: "flattened", block: 1, training: training, test: test, depths: depths, heads: [.vanilla])
  }

  /// Convolutions of 3 × 3 with zero padding, σ_w² = 2 before the next ReLU (c_σ of the paper), no biases. Depth L has
  /// L − 1 of them, each with its ReLU, and a dense layer at the end. Behind the last ReLU and the head the sweep has
  ///
  ///     K = mean E[σσ],    Θ = mean E[σ̇σ̇] Θ^(L−1),
  ///
  /// and a trained last layer adds K to Θ.
  func sweep(_ head: Head) throws -> DepthSweep {
    let first = Layer.convolution(
      kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0, trainable: head == .vanilla)
    let next = Layer.convolution(kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0, trainable: true)
    let network = try Architecture(layers: [
      first, .activation(.relu), .repeated(count: 1, layers: [next, .activation(.relu)]),
      head == .vanilla ? .flatten : .globalAveragePooling,
    ])
    return try Kernel(network, inputShape: .image(height: side, width: side, channels: 1))
      .sweep(depths: depths.map { $0 - 2 })
  }
}
