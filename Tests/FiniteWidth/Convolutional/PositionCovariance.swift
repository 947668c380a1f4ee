import Architectures
import Foundation
import LinearAlgebra

/// The NNGP and NTK of a convolutional network of infinite width, written down from the definition with no thought of
/// speed: the covariance of every position of one image with every position of the other. Erf, ReLU or no activation.
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
    case .convolution(let convolution):
      let window = window(convolution.kernelSize, convolution.stride, convolution.padding)
      see(window) { m, p, q in
        zip(p, q).reduce(0) { if let a = $1.0, let b = $1.1 { $0 + m[a][b] } else { $0 } } / Double(p.count)
      }
      addWeights(convolution.weightVariance, convolution.biasVariance, convolution.trainable)
    case .dense(let dense): addWeights(dense.weightVariance, dense.biasVariance, dense.trainable)
    case .activation(.erf): activate()
    case .activation(.relu): rectify()
    case .activation, .identity: break
    case .averagePooling(let pooling):
      pool(window(pooling.window, pooling.stride ?? pooling.window, pooling.padding), isSum: pooling.sum)
    case .globalAveragePooling(let isSum):
      pool(
        WindowLoopTests.Window(
          rows: .init(n: height, k: height, s: 1), columns: .init(n: width, k: width, s: 1), padding: .valid),
        isSum: isSum)
    case .selfAttention(let attention): attend(attention)
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
    case .parallel(let branches, .product): multiply(branches.map(applying))
    // Of equal widths.
    case .parallel(let branches, .concatenation):
      join(branches.map(applying), factor: 1 / Double(branches.count))
    case .repeated(let count, let layers): for _ in 0..<count { apply(layers) }
    case .dropout: break
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

  private func window(_ size: WindowSize, _ stride: WindowSize, _ padding: Padding) -> WindowLoopTests.Window {
    func sides(_ size: WindowSize) -> (rows: Int, columns: Int) {
      switch size {
      case .uniform(let size): (size, size)
      case .sides(let height, let width): (height, width)
      }
    }
    let (k, s) = (sides(size), sides(stride))
    return WindowLoopTests.Window(
      rows: .init(n: height, k: k.rows, s: s.rows), columns: .init(n: width, k: k.columns, s: s.columns),
      padding: padding)
  }

  /// Puts `value` of two windows' positions in place of every pair of positions.
  private mutating func see(
    _ window: WindowLoopTests.Window, _ value: (_ m: [[Double]], _ p: [Int?], _ q: [Int?]) -> Double
  ) {
    (height, width) = window.outputs
    let seen = (0..<height * width).map { window.positions($0 / width, $0 % width) }
    func map(_ m: [[Double]]) -> [[Double]] { seen.map { p in seen.map { value(m, p, $0) } } }
    (k, theta) = (k.map(map), theta.map(map))
  }

  /// The mean over the pairs of positions of two windows, or the sum.
  private mutating func pool(_ window: WindowLoopTests.Window, isSum: Bool) {
    see(window) { m, p, q in
      let sum = p.compactMap(\.self).reduce(0) { sum, a in q.compactMap(\.self).reduce(sum) { $0 + m[a][$1] } }
      return sum / (isSum ? 1 : Double(p.count * q.count))
    }
  }

  /// K = ∏ Kᵢ and Θ = Σᵢ Θᵢ ∏_{j ≠ i} Kⱼ.
  private mutating func multiply(_ branches: [PositionCovariance]) {
    self = branches[0]
    for other in branches.dropFirst() {
      for pair in 0..<3 {
        for p in k[pair].indices {
          for q in k[pair].indices {
            theta[pair][p][q] = theta[pair][p][q] * other.k[pair][p][q] + k[pair][p][q] * other.theta[pair][p][q]
            k[pair][p][q] *= other.k[pair][p][q]
          }
        }
      }
    }
  }

  /// K ← s G K G′ᵀ + σ_b² and Θ ← s G (Θ + K) G′ᵀ + that, with G = ζ(σ_Q σ_K K_x) and s = σ_O² σ_V².
  private mutating func attend(_ layer: SelfAttention) {
    let scale = (layer.queryVariance * layer.keyVariance).squareRoot()
    let attention = [k[0], k[2]].map { m in
      m.map { row in
        guard layer.mechanism == .softmax else { return row.map { scale * $0 } }
        let exponentials = row.map { exp(scale * $0) }
        return exponentials.map { $0 / exponentials.reduce(0, +) }
      }
    }
    for (pair, (a, b)) in [(0, 0), (0, 1), (1, 1)].enumerated() {
      let (oldK, oldTheta) = (k[pair], theta[pair])
      for p in oldK.indices {
        for q in oldK.indices {
          func mixed(_ m: [[Double]]) -> Double {
            m.indices.reduce(0) { sum, r in
              m.indices.reduce(sum) { $0 + attention[a][p][r] * m[r][$1] * attention[b][q][$1] }
            } * layer.outputVariance * layer.valueVariance
          }
          k[pair][p][q] = mixed(oldK) + layer.biasVariance
          theta[pair][p][q] = mixed(oldTheta) + mixed(oldK) + k[pair][p][q]
        }
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

  /// E[relu relu] = r (sin α + (π − α) cos α)/2π and E[relu′ relu′] = (π − α)/2π, r² = q q′ and cos α = k/r.
  private mutating func rectify() {
    let variances = [k[0], k[2]].map { m in m.indices.map { m[$0][$0] } }
    for (pair, (a, b)) in [(0, 0), (0, 1), (1, 1)].enumerated() {
      for p in k[pair].indices {
        for q in k[pair].indices {
          let radius = (variances[a][p] * variances[b][q]).squareRoot()
          let cosine = max(-1, min(1, k[pair][p][q] / radius))
          let angle = acos(cosine)
          theta[pair][p][q] *= (Double.pi - angle) / (2 * Double.pi)
          k[pair][p][q] = radius * (sin(angle) + (Double.pi - angle) * cosine) / (2 * Double.pi)
        }
      }
    }
  }
}
