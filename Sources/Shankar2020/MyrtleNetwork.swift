import Architectures
import InfiniteWidth
import Results

/// The Myrtle networks of Shankar et al. 2020, Figure 1: convolutions of 3 × 3, each with a ReLU, in three groups, and
/// averages over 2 × 2 positions between them; beside them a network of the same parts without the averages.
package enum MyrtleNetwork: String, AxisValue, Codable, CaseIterable, Sendable {
  case myrtle5, myrtle7, myrtle10
  /// Five convolutions with their ReLUs and the mean over all positions: depth 6 of Arora et al. 2019, Table 1, with
  /// every layer trained.
  case plain = "cntk-6"

  package var title: String {
    switch self {
    case .myrtle5: "Myrtle-5"
    case .myrtle7: "Myrtle-7"
    case .myrtle10: "Myrtle-10"
    case .plain: "CNTK, depth 6"
    }
  }

  /// Convolutions of each group; the last dense layer is the network's last.
  var groups: [Int] {
    switch self {
    case .myrtle5: [2, 1, 1]
    case .myrtle7: [2, 2, 2]
    case .myrtle10: [3, 3, 3]
    case .plain: [5]
    }
  }

  /// With zero padding, σ_w² = 2 and no biases. The averages behind the last group, of 2 × 2 until one position is
  /// left, are the mean over all positions.
  package var layers: [Layer] {
    let groups = groups.map { count in
      [
        Layer.repeated(
          count: count,
          layers: [
            .convolution(kernelSize: 3, padding: .zero, weightVariance: 2, biasVariance: 0, trainable: true),
            .activation(.relu),
          ])
      ]
    }
    return Array(groups.joined(separator: [.averagePooling(window: 2)]))
      + [.globalAveragePooling, .dense(weightVariance: 2, biasVariance: 0, trainable: true)]
  }

  /// Of images of `side` × `side` pixels.
  package func kernel(side: Int) throws -> Kernel {
    try Kernel(try Architecture(layers: layers), inputShape: .image(height: side, width: side, channels: 3))
  }
}
