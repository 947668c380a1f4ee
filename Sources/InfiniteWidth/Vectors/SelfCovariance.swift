import Architectures
import Nonlinearities

/// The kernels of one input with itself, carried through the layers: q = K(x, x) and p = Θ(x, x).
///
/// - dense: q′ = σ_w² q + σ_b², p′ = a q + b + σ_w² p with the learning rates a and b (`LayerLearning`)
/// - φ: q′ = T(q), p′ = Ṫ(q) p
/// - dropout: both divided by the keep probability (one input meets its own mask twice)
/// - layerNorm: both divided by q + 1e-12
/// - residual, parallel: sums of the branches', in a concatenation times their shares
public struct SelfCovariance: Sendable, Equatable {
  public var nngp: Double
  public var ntk: Double

  /// An input of variance q = x·x/d before the first layer.
  public init(inputVariance: Double) { (nngp, ntk) = (inputVariance, 0) }

  /// ε of layer normalisation, added to the variance.
  static let layerNormEpsilon = 1e-12

  /// Applies `layers` in order and looks after each whether its kernels are still numbers.
  ///
  /// They bound those of pairs: K(x, x′)² ≤ K(x, x) K(x′, x′), and likewise Θ. Below the normal numbers digits are
  /// lost, and in the end 0 is written for what is none.
  /// - Parameters:
  ///   - quantities: which are meant; Θ may overflow where nobody wants it.
  ///   - former: layers before these.
  /// - Throws: `InfiniteWidthError.overflows`, `.underflows` and `.varianceTooLarge` naming the layer.
  mutating func apply(finite layers: [Layer], get quantities: KernelQuantities, after former: Int = 0) throws {
    var position = former
    for layer in layers {
      if case .repeated(let count, let inner) = layer {
        for _ in 0..<count {
          try apply(finite: inner, get: quantities, after: position)
          position += inner.expandedCount
        }
        continue
      }
      if case .activation(let nonlinearity) = layer, !(nngp <= nonlinearity.largestVariance) {
        throw InfiniteWidthError.varianceTooLarge(nngp, nonlinearity: nonlinearity.name, position: position + 1)
      }
      let isPositive = isPositive(behind: layer)
      try apply(layer)
      position += 1
      let kernels = [("NNGP", nngp, isPositive.nngp), ("NTK", ntk, isPositive.ntk)]
      for (kernel, value, isPositive) in kernels.prefix(quantities.contains(.ntk) ? 2 : 1) {
        if !value.isFinite { throw InfiniteWidthError.overflows(kernel: kernel, layer: layer.name, position: position) }
        if isPositive && value < .leastNormalMagnitude {
          throw InfiniteWidthError.underflows(kernel: kernel, layer: layer.name, position: position)
        }
      }
    }
  }

  /// Which of K and Θ are more than 0 behind a layer, but for rounding. A user's φ may vanish.
  private func isPositive(behind layer: Layer) -> (nngp: Bool, ntk: Bool) {
    switch layer {
    case .dense(let dense):
      let rates = dense.rates
      return (
        dense.weightVariance > 0 && nngp > 0 || dense.biasVariance > 0,
        dense.weightVariance > 0 && ntk > 0 || rates.weights > 0 && nngp > 0 || rates.biases > 0
      )
    case .activation(.custom): return (false, false)
    case .activation: return (nngp > 0, nngp > 0 && ntk > 0)
    default: return (nngp > 0, ntk > 0)
    }
  }

  /// Applies `layers` in order.
  mutating func apply(_ layers: [Layer]) throws {
    for layer in layers { try apply(layer) }
  }

  mutating func apply(_ layer: Layer) throws {
    switch layer {
    case .dense(let dense):
      let rates = dense.rates
      ntk = dense.weightVariance * ntk + (rates.weights * nngp + rates.biases)
      nngp = dense.weightVariance * nngp + dense.biasVariance
    case .activation(let nonlinearity):
      ntk *= nonlinearity.derivativeSecondMoment(nngp)
      nngp = nonlinearity.secondMoment(nngp)
    case .dropout(let keepProbability):
      nngp /= keepProbability
      ntk /= keepProbability
    case .layerNorm:
      let scale = 1 / (nngp + Self.layerNormEpsilon)
      nngp *= scale
      ntk *= scale
    case .residual, .parallel:
      let input = self
      (nngp, ntk) = (0, 0)
      for branch in layer.branches ?? [] {
        var other = input
        try other.apply(branch.layers)
        nngp += branch.share * other.nngp
        ntk += branch.share * other.ntk
      }
    case .repeated(let count, let layers):
      for _ in 0..<count { try apply(layers) }
    case .flatten, .identity: break
    case .convolution, .selfAttention, .globalAveragePooling, .averagePooling:
      throw InfiniteWidthError.notComputable(layer: layer.name)
    }
  }
}

extension [Layer] {
  /// Layers with repetitions written out; a residual or a parallel is one.
  var expandedCount: Int {
    reduce(0) { count, layer in
      if case .repeated(let times, let inner) = layer { count + times * inner.expandedCount } else { count + 1 }
    }
  }
}
