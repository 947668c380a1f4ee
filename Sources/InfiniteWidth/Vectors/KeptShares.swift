import Architectures
import Nonlinearities

/// When correlations become so small that the common recursion loses digits of them.
extension CosineRecursion {
  /// Below this share the common recursion, which is 10 to 300 times faster, loses more than the last two of sixteen
  /// digits of c.
  static let leastShare = 0x1p-6

  /// Whether the dropouts up to some layer together keep a share of the units below `leastShare`.
  ///
  /// A φ that leaves much of c whatever it was begins anew (`Nonlinearity.leastCosine`); biases, whose part in c
  /// depends on the inputs, do not count.
  static func isNeeded(by layers: [Layer]) -> Bool {
    var shares = Shares()
    shares.apply(layers)
    return shares.least < leastShare
  }

  private struct Shares {
    var share = 1.0
    var least = 1.0

    mutating func apply(_ layers: [Layer]) {
      for layer in layers {
        switch layer {
        case .dropout(let keepProbability):
          share *= keepProbability
          least = min(least, share)
        case .activation(let nonlinearity): share = max(share, nonlinearity.leastCosine)
        case .parallel(let branches, join: .product):
          // c of a product is the product of the branches' own.
          let input = share
          share = branches.reduce(1) { product, branch in
            share = input
            apply(branch)
            return product * share
          }
          least = min(least, share)
        case .residual, .parallel:
          let input = share
          share = (layer.branches ?? []).reduce(.infinity) { smallest, branch in
            share = input
            apply(branch.layers)
            return min(smallest, share)
          }
        case .repeated(let count, let inner):
          for _ in 0..<count where least >= CosineRecursion.leastShare { apply(inner) }
        case .dense, .convolution, .selfAttention, .layerNorm, .flatten, .globalAveragePooling, .averagePooling,
          .identity:
          break
        }
      }
    }
  }
}
