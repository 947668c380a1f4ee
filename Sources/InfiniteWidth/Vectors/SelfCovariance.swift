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
  /// - Throws: `InfiniteWidthError.overflows`, `.underflows` and `.varianceTooLarge` naming the layer;
  ///   `NonlinearityFailure.discontinuous` of a φ that jumps, where Θ is wanted.
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
      if case .activation(let nonlinearity) = layer, quantities.contains(.ntk) { try nonlinearity.checkContinuity() }
      let isPositive = try Self.isPositive(nngp > 0, ntk > 0, behind: layer)
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

  /// Which of K and Θ are more than 0 behind a layer, but for rounding, by those before it. A φ may be the constant 0.
  private static func isPositive(_ nngp: Bool, _ ntk: Bool, behind layer: Layer) throws -> (nngp: Bool, ntk: Bool) {
    switch try VectorLayer(layer) {
    case .dense(let dense):
      let rates = dense.rates
      return (
        dense.weightVariance > 0 && nngp || dense.biasVariance > 0,
        dense.weightVariance > 0 && ntk || rates.weights > 0 && nngp || rates.biases > 0
      )
    case .activation(let nonlinearity):
      return nonlinearity.isLevel ? (false, false) : (nngp, nngp && ntk)
    case .branches(let branches):
      let ends = try branches.map { try isPositive(nngp, ntk, behind: $0.layers) }
      return (ends.contains(where: \.nngp), ends.contains(where: \.ntk))
    // Of two truths that can only be lost together or won by biases nothing is new after two rounds.
    case .repeated(let count, let layers):
      return try isPositive(nngp, ntk, behind: (0..<min(count, 3)).flatMap { _ in layers })
    case .dropout, .layerNorm, .identity: return (nngp, ntk)
    }
  }

  private static func isPositive(_ nngp: Bool, _ ntk: Bool, behind layers: [Layer]) throws -> (nngp: Bool, ntk: Bool) {
    try layers.reduce((nngp, ntk)) { try isPositive($0.0, $0.1, behind: $1) }
  }

  /// Applies `layers` in order.
  mutating func apply(_ layers: [Layer]) throws {
    for layer in layers { try apply(layer) }
  }

  mutating func apply(_ layer: Layer) throws {
    switch try VectorLayer(layer) {
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
    case .branches(let branches):
      let input = self
      (nngp, ntk) = (0, 0)
      for branch in branches {
        var other = input
        try other.apply(branch.layers)
        nngp += branch.share * other.nngp
        ntk += branch.share * other.ntk
      }
    case .repeated(let count, let layers):
      for _ in 0..<count { try apply(layers) }
    case .identity: break
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
