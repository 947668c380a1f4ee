import Foundation
import Inputs
import LinearAlgebra
import TestSupport

/// One unit input against many at given angles: every angle exactly as tiny as it is asked to be.
struct AnglePairs: InputPairs {
  let angles: [Double]
  /// Whether nearly opposite inputs are −(1 + c), as `VectorPairs` makes them.
  var carriesOpposites = false

  var rowVariances: [Double] { [1] }
  var columnVariances: [Double] { Array(repeating: 1, count: angles.count) }
  var isSymmetric: Bool { false }
  var preferredTile: Int { 256 }

  func makeWorkspace() {}

  func separations(of tile: Tile, into target: UnsafeMutablePointer<Double>, workspace: inout Void) {
    for (k, j) in tile.columns.enumerated() {
      let half = sin(angles[j] / 2)
      let (opposite, limit) = (cos(angles[j] / 2), VectorPairs.refined)
      let isCarried = carriesOpposites && 2 * opposite * opposite < limit
      target[k] = isCarried ? -max(2 * opposite * opposite, .leastNormalMagnitude) : 2 * half * half
    }
  }

  /// Uniform angles, and logarithmic ones down to 1e-9, at both ends.
  static func random(count: Int, seed: UInt64) -> AnglePairs {
    var random = SplitMix64(seed: seed)
    return AnglePairs(
      angles: (0..<count).map { k in
        let tiny = pow(10, -9 * random.uniform())
        return k % 4 == 0 ? .pi * tiny : k % 4 == 1 ? .pi * (1 - tiny) : .pi * random.uniform()
      })
  }
}
