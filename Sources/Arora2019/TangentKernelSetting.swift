import Architectures
import InfiniteWidth
import Results

/// Images of one size, how many of them, and through which networks: one block of Table 1.
package struct TangentKernelSetting: Codable, Sendable {
  /// The paper's columns.
  package enum Head: String, AxisValue, Codable, CaseIterable {
    /// "Vanilla": flattened, all layers trained.
    case vanilla = "cntk-v"
    /// Global average pooling, the first and the last layer not trained.
    case pooled = "cntk-gap"

    /// "CNTK-V"
    var title: String { rawValue.uppercased() }
  }

  /// In keys and groups: "pixels8".
  package var name: String
  /// The side of the blocks of pixels whose means are the images' pixels.
  package var block: Int
  package var training, test: Int
  /// All layers, the last dense one included.
  package var depths: [Int]
  var heads = Head.allCases
  /// What tells its sweep from another of its name; nil: there is none.
  var part: String?
  /// Rows of the kernel that are kept as soon as they are there; nil: a kernel is computed in one piece.
  package var tile: Int?

  var side: Int { 32 / block }
  /// "8 × 8"
  var pixels: String { "\(side) × \(side)" }
  /// Training sets that are the first images of the largest.
  var trainingSizes: [Int] { isWhole ? [training] : [training / 4, training / 2, training] }
  /// The standard deviation of an accuracy between training subsets of the paper's smaller size, nil of another: pooled
  /// over 2,000 and 5,000 images of CIFAR-10 with the kernels of Lee et al. 2018, Table 2. Two nonlinearities saw the
  /// same subsets of each size: 8 degrees of freedom, four a size.
  var subsetDeviation: (value: Double, degreesOfFreedom: Int)? { training == 2_000 ? (0.0042, 8) : nil }
  /// Whether one kernel of its training images is all that memory holds.
  var isWhole: Bool { training > 12_000 }
  /// Of its sweep.
  var sweep: String { part.map { "\(name)_\($0)" } ?? name }
  var sweepName: SweepName { SweepName(sweep) }

  package static func flattened(training: Int, test: Int, depths: [Int], part: String? = nil) -> Self {
    Self(name: "flattened", block: 1, training: training, test: test, depths: depths, heads: [.vanilla], part: part)
  }

  /// The paper's CNTK-GAP-2K, on 1,000 test images.
  package static func pooled(depths: [Int], part: String) -> Self {
    Self(
      name: "pooled", block: 1, training: 2_000, test: 1_000, depths: depths, heads: [.pooled], part: part, tile: 100)
  }

  /// Convolutions of 3 × 3 with zero padding, σ_w² = 2 before the next ReLU (c_σ of the paper), no biases. Depth L has
  /// L − 1 of them, each with its ReLU, and a dense layer at the end. Behind the last ReLU and the head the sweep has
  ///
  ///     K = mean E[σσ],    Θ = mean E[σ̇σ̇] Θ^(L−1),
  ///
  /// and a trained last layer adds K to Θ.
  func sweep(_ head: Head) throws -> DepthSweep {
    let network = try Architecture(layers: [
      Self.convolution(trainable: LayerLearning(isTrained: head == .vanilla)), .activation(.relu),
      .repeated(count: 1, layers: [Self.convolution(trainable: true), .activation(.relu)]),
      head == .vanilla ? .flatten : .globalAveragePooling,
    ])
    return try Kernel(network, inputShape: .image(height: side, width: side, channels: 1))
      .sweep(depths: depths.map { $0 - 2 })
  }

  /// The whole flattened network of one depth, its last layer included.
  func kernel(depth: Int) throws -> Kernel {
    let network = try Architecture(layers: [
      .repeated(count: depth - 1, layers: [Self.convolution(trainable: true), .activation(.relu)]), .flatten,
      .dense(weightVariance: 1, biasVariance: 0, trainable: true),
    ])
    return try Kernel(network, inputShape: .image(height: side, width: side, channels: 1))
  }

  private static func convolution(trainable learning: LayerLearning) -> Layer {
    .convolution(kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0, trainable: learning)
  }
}
