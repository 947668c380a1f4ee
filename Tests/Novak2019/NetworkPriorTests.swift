import Architectures
import Foundation
import InfiniteWidth
import Inputs
import LinearAlgebra
import Novak2019
import Randomness
import Testing

@Suite("The networks of Novak et al. 2019") struct NetworkPriorTests {
  private static let (side, channels) = (3, 2)
  private static var size: Int { side * side }

  private static var images: Matrix<Double> {
    var generator = CounterBasedGenerator(seed: Seed(root: 0, experiment: "tests", purpose: "images"))
    let count = size * channels
    return Matrix(rows: 2, columns: count, elements: (0..<2 * count).map { _ in generator.normal() })
  }

  private static func kernel(
    _ prior: NetworkPrior, _ topology: NetworkTopology, scale: Double = 1
  ) throws -> Matrix<Double> {
    let pairs = try PixelPairs(rows: images, height: side, width: side, channels: channels)
    let kernel = try Kernel(
      prior.architecture(topology, scale: scale),
      inputShape: .image(height: side, width: side, channels: channels))
    return try #require(try kernel.matrices(of: pairs, get: .nngp, threads: 1).nngp)
  }

  /// q* = 1 and χ₁ = 1, to the digits that are given.
  @Test func erfIsCriticalAtOne() {
    let prior = NetworkPrior.erf
    let variance = prior.weightVariance * 2 / .pi * asin(2.0 / 3) + prior.biasVariance
    let slope = prior.weightVariance * 4 / .pi / 5.0.squareRoot()
    #expect(abs(variance - 1) < 1e-4 && abs(slope - 1) < 1e-4)
  }

  /// E[φ(u) φ(v)] for covariances a, b of u and v with themselves and k with each other (Williams 1997; Cho and Saul
  /// 2009).
  private static func dual(_ prior: NetworkPrior, _ k: Double, _ a: Double, _ b: Double) -> Double {
    switch prior.activation {
    case .erf: return 2 / .pi * asin(2 * k / ((1 + 2 * a) * (1 + 2 * b)).squareRoot())
    case .relu:
      let norm = (a * b).squareRoot()
      let c = min(1, max(-1, k / norm))
      return norm * ((1 - c * c).squareRoot() + (.pi - acos(c)) * c) / (2 * .pi)
    }
  }

  /// The covariances of all positions of two images behind the last activation, by their definition.
  ///
  /// - Parameter isShared: whether positions have the same weights. Where they have not, pre-activations of two
  ///   positions have covariance 0: weights and biases are drawn for each.
  private static func covariances(
    _ prior: NetworkPrior, _ i: Int, _ j: Int, isShared: Bool
  ) -> [[Double]] {
    func inputs(_ i: Int, _ j: Int) -> [[Double]] {
      (0..<size).map { p in
        (0..<size).map { q in
          (0..<channels).reduce(0) {
            $0 + images[i, p * channels + $1] * images[j, q * channels + $1] / Double(channels)
          }
        }
      }
    }
    func convolved(_ k: [[Double]]) -> [[Double]] {
      (0..<size).map { p in
        (0..<size).map { q in
          guard isShared || p == q else { return 0 }
          var sum = 0.0
          for dy in -1...1 {
            for dx in -1...1 {
              let (y, x, v, u) = (p / side + dy, p % side + dx, q / side + dy, q % side + dx)
              if [y, x, v, u].allSatisfy((0..<side).contains) { sum += k[y * side + x][v * side + u] }
            }
          }
          return prior.weightVariance * sum / 9 + prior.biasVariance
        }
      }
    }
    var (own, first, second) = (inputs(i, j), inputs(i, i), inputs(j, j))
    for _ in 0..<prior.depth {
      let (k, a, b) = (convolved(own), convolved(first), convolved(second))
      func behind(_ k: [[Double]], _ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
        (0..<size).map { p in (0..<size).map { dual(prior, k[p][$0], a[p][p], b[$0][$0]) } }
      }
      (own, first, second) = (behind(k, a, b), behind(a, a, a), behind(b, b, b))
    }
    return own
  }

  /// The flattened kernel, by its definition: the mean over positions.
  @Test(arguments: [NetworkPrior.erf, .relu])
  func theFlattenedKernelIsTheMeanOverPositions(prior: NetworkPrior) throws {
    let kernel = try Self.kernel(prior, .flattened)
    for (i, j) in [(0, 0), (0, 1), (1, 1)] {
      let k = Self.covariances(prior, i, j, isShared: true)
      let mean = (0..<Self.size).reduce(0) { $0 + k[$1][$1] } / Double(Self.size)
      #expect(abs(kernel[i, j] - (prior.weightVariance * mean + prior.biasVariance)) < 1e-12)
    }
  }

  /// With it, it does: the mean over all pairs of positions.
  @Test(arguments: [NetworkPrior.erf, .relu])
  func thePooledKernelIsTheMeanOverPairsOfPositions(prior: NetworkPrior) throws {
    let kernel = try Self.kernel(prior, .pooled)
    for (i, j) in [(0, 0), (0, 1), (1, 1)] {
      func pooled(isShared: Bool) -> Double {
        let sum = Self.covariances(prior, i, j, isShared: isShared).reduce(0) { $0 + $1.reduce(0, +) }
        return prior.weightVariance * sum / Double(Self.size * Self.size) + prior.biasVariance
      }
      #expect(abs(kernel[i, j] - pooled(isShared: true)) < 1e-12)
      #expect(abs(kernel[i, j] - pooled(isShared: false)) > 1e-3)
    }
  }

  /// Without pooling it does not matter whether positions share their weights, as the paper proves, with it it does:
  /// networks of both kinds are drawn, and what is behind their last activation held against the kernels.
  @Test(arguments: [NetworkPrior.erf, .relu], [true, false])
  func drawnNetworksHaveOneFlattenedKernelAndTwoPooledOnes(prior: NetworkPrior, isShared: Bool) throws {
    let (flattened, pooled) = (try Self.kernel(prior, .flattened), try Self.kernel(prior, .pooled))
    let networks = 48
    let drawn = (0..<networks).map {
      DrawnFeatures(prior, Self.images, side: Self.side, channels: Self.channels, isShared: isShared, draw: $0)
    }
    // With finitely many channels the mean is off by a few parts in their number.
    let bias = 3 / Double(DrawnFeatures.width)
    for (i, j) in [(0, 0), (0, 1), (1, 1)] {
      func check(_ values: [Double], _ expected: Double, isEqual: Bool) {
        let values = values.map { prior.weightVariance * $0 + prior.biasVariance }
        let mean = values.reduce(0, +) / Double(networks)
        let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(networks - 1)
        let allowed = 4 * (spread / Double(networks)).squareRoot() + bias * abs(expected)
        #expect((abs(mean - expected) < allowed) == isEqual, "\(i), \(j): \(mean), not \(expected) ± \(allowed)")
      }
      check(drawn.map { $0.meanOverPositions(i, j) }, flattened[i, j], isEqual: true)
      check(drawn.map { $0.meanOverPairs(i, j) }, pooled[i, j], isEqual: isShared)
      let own = Self.covariances(prior, i, j, isShared: isShared).reduce(0) { $0 + $1.reduce(0, +) }
      let expected = prior.weightVariance * own / Double(Self.size * Self.size) + prior.biasVariance
      check(drawn.map { $0.meanOverPairs(i, j) }, expected, isEqual: true)
    }
  }

  /// Regression with both is the same.
  @Test(arguments: NetworkTopology.allCases) func theScaleMultipliesTheKernel(topology: NetworkTopology) throws {
    let (one, tenth) = (try Self.kernel(.erf, topology), try Self.kernel(.erf, topology, scale: 0.1))
    #expect(zip(one.elements, tenth.elements).allSatisfy { abs(0.01 * $0 - $1) < 1e-14 })
  }
}
