import Architectures
import Foundation
import LinearAlgebra

/// The NNGP and NTK of a convolutional network of infinite width, written down from the definition with no thought of
/// speed: the covariance of every position of one image with every position of the other. Circular or zero padding, erf
/// or no activation.
struct PositionCovariance {
  /// K and Θ of (x, x), (x, x′), (x′, x′), each [positions, positions].
  private var k: [[[Double]]]
  private var theta: [[[Double]]]
  private var height: Int
  private var width: Int

  init(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>, height: Int, width: Int, channels: Int) {
    (self.height, self.width) = (height, width)
    let positions = height * width
    func products(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> [[Double]] {
      (0..<positions).map { p in
        (0..<positions).map { q in
          (0..<channels).reduce(0) {
            $0 + a[a.startIndex + p * channels + $1] * b[b.startIndex + q * channels + $1] / Double(channels)
          }
        }
      }
    }
    k = [products(x, x), products(x, y), products(y, y)]
    theta = k.map { $0.map { $0.map { _ in 0 } } }
  }

  /// The mean of K and of Θ over equal positions.
  var kernels: (nngp: Double, ntk: Double) {
    func mean(_ matrix: [[Double]]) -> Double {
      matrix.indices.reduce(0) { $0 + matrix[$1][$1] } / Double(matrix.count)
    }
    return (mean(k[1]), mean(theta[1]))
  }

  mutating func apply(_ layers: [Layer]) {
    for layer in layers { apply(layer) }
  }

  private mutating func apply(_ layer: Layer) {
    switch layer {
    case .convolution(let layer):
      let (reach, padding) = ((layer.squareSize ?? 1) / 2, layer.padding)
      (k, theta) = (k.map { averaged($0, reach, padding) }, theta.map { averaged($0, reach, padding) })
      addWeights(layer.weightVariance, layer.biasVariance, layer.trainable)
    case .dense(let layer): addWeights(layer.weightVariance, layer.biasVariance, layer.trainable)
    case .activation(let nonlinearity): if nonlinearity == .erf { activate() }
    case .averagePooling(let layer):
      let window = layer.squareSize ?? 1
      pool(window, window, isSum: layer.sum)
    case .globalAveragePooling(let isSum): pool(height, width, isSum: isSum)
    case .flatten:
      let (nngp, ntk) = (k, theta)
      func mean(_ m: [[Double]]) -> [[Double]] { [[m.indices.reduce(0) { $0 + m[$1][$1] } / Double(m.count)]] }
      (k, theta, height, width) = (nngp.map(mean), ntk.map(mean), 1, 1)
    case .layerNorm:
      let scales = [k[0], k[2]].map { m in m.indices.map { 1 / m[$0][$0].squareRoot() } }
      for (pair, (a, b)) in [(0, 0), (0, 1), (1, 1)].enumerated() {
        for p in k[pair].indices {
          for q in k[pair].indices {
            k[pair][p][q] *= scales[a][p] * scales[b][q]
            theta[pair][p][q] *= scales[a][p] * scales[b][q]
          }
        }
      }
    case .residual(let branch): join([self, applying(branch)], factor: 1)
    case .parallel(let branches, .sum): join(branches.map(applying), factor: 1)
    // Of equal widths.
    case .parallel(let branches, .concatenation):
      join(branches.map(applying), factor: 1 / Double(branches.count))
    case .repeated(let count, let layers): for _ in 0..<count { apply(layers) }
    case .dropout, .identity: break
    case .parallel(_, .product), .selfAttention: preconditionFailure("finite networks do not know it")
    }
  }

  private func applying(_ branch: [Layer]) -> PositionCovariance {
    var inner = self
    inner.apply(branch)
    return inner
  }

  private mutating func join(_ branches: [PositionCovariance], factor: Double) {
    func sum(_ matrices: [[[[Double]]]]) -> [[[Double]]] {
      matrices[0].indices.map { pair in
        matrices[0][pair].indices.map { p in
          matrices[0][pair].indices.map { q in factor * matrices.reduce(0) { $0 + $1[pair][p][q] } }
        }
      }
    }
    self = branches[0]
    (k, theta) = (sum(branches.map(\.k)), sum(branches.map(\.theta)))
  }

  /// Θ ← σ_w² Θ + a K + b, K ← σ_w² K + σ_b²
  private mutating func addWeights(_ weight: Double, _ bias: Double, _ learning: LayerLearning) {
    let rates = learning.rates(weightVariance: weight, biasVariance: bias)
    for pair in 0..<3 {
      theta[pair] = theta[pair].map { $0.map { weight * $0 } }
      for p in k[pair].indices {
        for q in k[pair].indices { theta[pair][p][q] += rates.weights * k[pair][p][q] + rates.biases }
      }
      k[pair] = k[pair].map { $0.map { weight * $0 + bias } }
    }
  }

  /// The mean over neighbours moved alike; outside a zero-padded image there is nothing.
  private func averaged(_ m: [[Double]], _ reach: Int, _ padding: Padding) -> [[Double]] {
    func moved(_ p: Int, _ dy: Int, _ dx: Int) -> Int? {
      var (y, x) = (p / width + dy, p % width + dx)
      if padding == .circular { (y, x) = ((y + height * reach) % height, (x + width * reach) % width) }
      return (0..<height).contains(y) && (0..<width).contains(x) ? y * width + x : nil
    }
    let side = 2 * reach + 1
    return m.indices.map { p in
      m.indices.map { q in
        var sum = 0.0
        for dy in -reach...reach {
          for dx in -reach...reach {
            if let a = moved(p, dy, dx), let b = moved(q, dy, dx) { sum += m[a][b] }
          }
        }
        return sum / Double(side * side)
      }
    }
  }

  /// E[erf erf] = (2/π) asin(2 k/r), E[erf′ erf′] = (4/π)/√(r² − 4 k²), r² = (1 + 2 q)(1 + 2 q′).
  private mutating func activate() {
    let variances = [k[0], k[2]].map { m in m.indices.map { m[$0][$0] } }
    for (pair, (a, b)) in [(0, 0), (0, 1), (1, 1)].enumerated() {
      for p in k[pair].indices {
        for q in k[pair].indices {
          let square = (1 + 2 * variances[a][p]) * (1 + 2 * variances[b][q])
          let value = k[pair][p][q]
          theta[pair][p][q] *= 4 / Double.pi / (square - 4 * value * value).squareRoot()
          k[pair][p][q] = 2 / Double.pi * asin(2 * value / square.squareRoot())
        }
      }
    }
  }

  /// The mean over the pairs of positions of two windows, or the sum.
  private mutating func pool(_ windowHeight: Int, _ windowWidth: Int, isSum: Bool) {
    let (rows, columns, oldWidth) = (height / windowHeight, width / windowWidth, width)
    func inside(_ p: Int) -> [Int] {
      (0..<windowHeight).flatMap { y in
        (0..<windowWidth).map { x in
          (p / columns * windowHeight + y) * oldWidth + p % columns * windowWidth + x
        }
      }
    }
    func pooled(_ m: [[Double]]) -> [[Double]] {
      (0..<rows * columns).map { p in
        (0..<rows * columns).map { q in
          let values = inside(p).flatMap { a in inside(q).map { m[a][$0] } }
          return values.reduce(0, +) / (isSum ? 1 : Double(values.count))
        }
      }
    }
    (k, theta, height, width) = (k.map(pooled), theta.map(pooled), rows, columns)
  }
}
