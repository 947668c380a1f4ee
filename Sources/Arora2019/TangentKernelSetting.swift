import Architectures
import InfiniteWidth
import Suite

/// Images of one size, how many of them, and through which networks: one block of Table 1.
package struct TangentKernelSetting: Sendable {
  /// The paper's columns.
  package enum Head: String, CaseIterable, Sendable {
    /// "Vanilla": flattened, all layers trained.
    case vanilla = "cntk-v"
    /// Global average pooling, the first and the last layer not trained.
    case pooled = "cntk-gap"
  }

  /// In keys and groups: "pixels8".
  package let name: String
  /// The side of the blocks of pixels whose means are the images' pixels.
  let block: Int
  package let training: Int
  let test: Int
  /// All layers, the last dense one included.
  package let depths: [Int]
  package let heads: [Head]

  var side: Int { 32 / block }
  /// Training sets that are the first images of the largest.
  var trainingSizes: [Int] { [training / 4, training / 2, training] }

  package static func settings(_ tier: Tier) -> [TangentKernelSetting] {
    let all = [3, 4, 6, 11, 21]
    func flattened(_ training: Int, _ test: Int, _ depths: [Int]) -> TangentKernelSetting {
      .init(name: "flattened", block: 1, training: training, test: test, depths: depths, heads: [.vanilla])
    }
    func both(_ name: String, _ block: Int, _ training: Int, _ test: Int, _ depths: [Int]) -> TangentKernelSetting {
      .init(name: name, block: block, training: training, test: test, depths: depths, heads: Head.allCases)
    }
    switch tier {
    case .quick: return [flattened(300, 500, [3, 6]), both("pixels8", 4, 100, 1_000, [3, 6])]
    case .standard:
      return [
        flattened(2_000, 1_000, all), both("pixels8", 4, 200, 1_000, all), both("pixels32", 1, 100, 100, [3]),
      ]
    case .paper:
      return [
        flattened(10_000, 10_000, [3, 4, 6]), both("pixels8", 4, 1_000, 10_000, all),
        both("pixels32", 1, 500, 500, [3, 6]),
      ]
    }
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
