import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Nonlinearities
import Randomness

/// Layers of n/2 units sin h and n/2 units cos h of normal weights, whose kernel at a distance d is (Rahimi and Recht
/// 2007)
///
///     K̂(d) = (2/n) Σ cos(w_i d) → e^{−d²/2},     Var K̂(d) = (2/n) [(1 + e^{−2d²})/2 − e^{−d²}],
///
/// since sin a sin b + cos a cos b = cos(a − b): the squared exponential is the kernel of a network.
struct CosineFeatures: Sendable {
  let width: Int
  let distances: [Double]

  static func kernel(_ distance: Double) -> Double { exp(-0.5 * distance * distance) }

  func variance(_ distance: Double) -> Double {
    let square = distance * distance
    return 2 / Double(width) * (0.5 * (1 + exp(-2 * square)) - exp(-square))
  }

  /// The kernel's errors of one layer, by distance.
  func errors(seed: Seed) -> [Double] {
    var generator = CounterBasedGenerator(seed: seed)
    let weights = (0..<width / 2).map { _ in generator.normal() }
    return distances.map { distance in
      weights.reduce(0) { $0 + cos($1 * distance) } * 2 / Double(width) - Self.kernel(distance)
    }
  }

  /// The largest difference of the suite's own kernels of sin and cos, added, from the squared exponential at inputs
  /// 1/2, 1/2 + d₁, …: of one layer of infinite width, with σ_w² = 1 and inputs on a line.
  func largestErrorOfLimit(threads: Int) throws -> Double {
    let points = ([0] + distances).map { 0.5 + $0 }
    let inputs = Matrix(rows: points.count, columns: 1, elements: points)
    func kernel(_ nonlinearity: Nonlinearity) throws -> Matrix<Double> {
      try Architecture.fullyConnected(depth: 1, nonlinearity: nonlinearity, weightVariance: 1, biasVariance: 0)
        .infiniteWidth.both(of: VectorPairs(rows: inputs), threads: threads).nngp
    }
    let (sines, cosines) = (try kernel(.sin), try kernel(.cos))
    return points.indices.reduce(0.0) { largest, i in
      points.indices.reduce(largest) { largest, j in
        let sum = i >= j ? sines[i, j] + cosines[i, j] : sines[j, i] + cosines[j, i]
        return max(largest, abs(sum - Self.kernel(points[i] - points[j])))
      }
    }
  }
}
