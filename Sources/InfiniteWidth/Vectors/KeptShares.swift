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
        if let kept = layer.keptShare {
          share *= kept
          least = min(least, share)
        } else if let nonlinearity = layer.elementwise {
          share = max(share, nonlinearity.leastCosine)
        } else if let branches = layer.branches {
          apply(branches, areMultiplied: layer.join == .product)
        } else if case .repeated(let count, let inner) = layer {
          for _ in 0..<count where least >= CosineRecursion.leastShare { apply(inner) }
        }
      }
    }

    private mutating func apply(_ branches: [LayerBranch], areMultiplied: Bool) {
      let input = share
      let ends = branches.map { branch in
        share = input
        apply(branch.layers)
        return share
      }
      if areMultiplied {
        // c of a product is the product of the branches' own.
        share = ends.reduce(1, *)
        least = min(least, share)
      } else {
        share = ends.min() ?? .infinity
      }
    }
  }
}
