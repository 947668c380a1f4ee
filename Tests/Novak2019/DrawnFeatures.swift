import Foundation
import LinearAlgebra
import Novak2019
import Randomness

/// What is behind the last activation of a network of finitely many channels that is drawn from a prior: convolutions
/// of 3 × 3 with zero padding whose positions share their weights, or local connections, whose positions do not.
struct DrawnFeatures {
  /// Channels of a hidden layer.
  static let width = 64

  /// [image][position · width + channel]
  private let features: [[Double]]
  private let positions: Int

  init(_ prior: NetworkPrior, _ images: Matrix<Double>, side: Int, channels: Int, isShared: Bool, draw: Int) {
    var generator = CounterBasedGenerator(
      seed: Seed(root: 0, experiment: "tests", purpose: "drawn \(prior.activation) \(isShared)", index: draw))
    positions = side * side
    let (size, width) = (side * side, Self.width)
    var present = (0..<images.rows).map { Array(images.elements[$0 * images.columns..<($0 + 1) * images.columns]) }
    var inputs = channels
    for _ in 0..<prior.depth {
      let scale = (prior.weightVariance / Double(9 * inputs)).squareRoot()
      let kinds = isShared ? 1 : size
      let weights = (0..<kinds * 9 * width * inputs).map { _ in scale * generator.normal() }
      let biases = (0..<kinds * width).map { _ in prior.biasVariance.squareRoot() * generator.normal() }
      present = present.map { image in
        (0..<size).flatMap { p in
          let kind = isShared ? 0 : p
          return (0..<width).map { channel in
            var sum = biases[kind * width + channel]
            for dy in -1...1 {
              for dx in -1...1 {
                let (y, x) = (p / side + dy, p % side + dx)
                guard (0..<side).contains(y), (0..<side).contains(x) else { continue }
                let from = (((kind * 9) + 3 * (dy + 1) + dx + 1) * width + channel) * inputs
                let at = (y * side + x) * inputs
                for k in 0..<inputs { sum += weights[from + k] * image[at + k] }
              }
            }
            return prior.activation == .relu ? max(0, sum) : erf(sum)
          }
        }
      }
      inputs = width
    }
    features = present
  }

  /// Of two images: the mean over channels and positions of the product.
  func meanOverPositions(_ i: Int, _ j: Int) -> Double {
    zip(features[i], features[j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(features[i].count)
  }

  /// The mean over channels of the product of means over positions.
  func meanOverPairs(_ i: Int, _ j: Int) -> Double {
    func mean(_ image: [Double], _ channel: Int) -> Double {
      (0..<positions).reduce(0) { $0 + image[$1 * Self.width + channel] } / Double(positions)
    }
    return (0..<Self.width).reduce(0) { $0 + mean(features[i], $1) * mean(features[j], $1) } / Double(Self.width)
  }
}
