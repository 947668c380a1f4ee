import Architectures
import InfiniteWidth
import Inputs
import LinearAlgebra
import MeanField
import Results
import Suite

/// Where a network drops units.
enum DropoutPlace: String, AxisValue, CaseIterable {
  /// In the penultimate layer alone, as in the supplement: … φ, dropout, dense.
  case last
  /// Behind every nonlinearity.
  case every

  var title: String { self == .last ? "in the penultimate layer" : "in every layer" }
}

/// A network with dropout, and what its kernels become for infinite depth.
///
/// Two inputs meet independent masks, one input meets its own twice: kept with probability ρ and divided by it, units
/// leave the covariances of different inputs as they are and divide those of one input by ρ. So the entries of a kernel
/// stay apart where without dropout they become equal, d on the diagonal and o beside it, and
///
///     κ* = 1 + m o/(d − o).
///
/// *Penultimate layer*, ordered: o = p* = q*/(1 − χ₁) of Θ, d = (q* − σ_b²)/ρ + σ_b² + χ₁ p*/ρ; hence d − o =
/// (1/ρ − 1)(p* − σ_b²). On the critical line Θ → l q* (1/3 off the diagonal, 1/ρ on it), κ* = 1 + m/(3/ρ − 1). In the
/// chaotic phase Θ(x, x) outgrows all else as before, κ* = 1. Of K: o = q* c*, d = (q* − σ_b²)/ρ + σ_b².
///
/// *Every layer*: K has the fixed point (q̄, c̄) of maps with (σ_w²/ρ) E[φ²] + σ_b² on the diagonal, c̄ < 1 in any
/// phase, and Θ has o = q̄ c̄/(1 − χ_c̄), d = q̄/(1 − χ̄₁/ρ), infinite where χ̄₁ ≥ ρ.
struct DropoutLimit {
  let place: DropoutPlace
  let keepProbability: Double
  /// Without dropout.
  let plain: PhasePoint
  /// With dropout in every layer.
  private let dropped: MeanFieldTheory

  /// - Throws: errors of the theory.
  init(_ place: DropoutPlace, _ phase: Phase, keepProbability: Double, of variances: PhaseVariances) throws {
    (self.place, self.keepProbability) = (place, keepProbability)
    plain = try PhasePoint(.erf, phase, of: variances)
    dropped = try MeanFieldTheory(
      nonlinearity: .erf, weightVariance: plain.weightVariance, biasVariance: plain.biasVariance,
      keepProbability: keepProbability)
  }

  /// K(x, x) of the inputs, which layers keep.
  func variance() throws -> Double { place == .last ? plain.variance : try dropped.fixedVariance.get() }

  /// κ* of a kernel of m inputs.
  func condition(_ kernel: PriorKernel, training m: Int) throws -> Double {
    let (size, keep) = (Double(m), keepProbability)
    guard place == .last else {
      let (q, c) = (try dropped.fixedVariance.get(), try dropped.fixedCorrelation.get())
      if kernel == .nngp { return 1 + size * c / (1 - c) }
      let (own, other) = (try dropped.chi1.get() / keep, try dropped.chiFixed.get())
      guard own < 1 else { return 1 }
      let (d, o) = (q / (1 - own), q * c / (1 - other))
      return 1 + size * o / (d - o)
    }
    let gap = (1 / keep - 1) * (plain.variance - plain.biasVariance)
    switch (kernel, plain.phase) {
    case (.nngp, _):
      let separation = plain.variance * plain.fixedSeparation
      return 1 + size * (plain.variance - separation) / (gap + separation)
    case (.ntk, .ordered):
      let limit = plain.variance / (1 - plain.chi1)
      return 1 + size * limit / (gap + (1 / keep - 1) * plain.chi1 * limit)
    case (.ntk, .critical): return 1 + size / (3 / keep - 1)
    case (.ntk, .chaotic): return 1
    }
  }

  /// Whether kernels come as near as e^{−depth/ξ}, and not as log l/l.
  var isExponential: Bool { place == .every || plain.phase != .critical }

  /// Calls `body` with the kernels of inputs with K⁰(x, x) = `variance` at one depth after another.
  func forEachDepth(
    _ depths: [Int], of pairs: some InputPairs, threads: Int,
    _ body: (_ position: Int, _ kernels: KernelMatrices) throws -> Void
  ) throws {
    let dense = Layer.dense(
      weightVariance: plain.weightVariance, biasVariance: plain.biasVariance, trainable: true)
    let readIn = Layer.dense(weightVariance: 1, biasVariance: 0, trainable: true)
    let (activation, dropout) = (Layer.activation(.erf), Layer.dropout(keepProbability: keepProbability))
    guard place == .last else {
      return try Kernel(
        Architecture(layers: [readIn, .repeated(count: 1, layers: [activation, dropout, dense])])
      ).sweep(depths: depths).forEachDepth(of: pairs, get: .both, threads: threads, body)
    }
    for (position, depth) in depths.enumerated() {
      let before: [Layer] = depth > 1 ? [.repeated(count: depth - 1, layers: [activation, dense])] : []
      let kernel = try Kernel(Architecture(layers: [readIn] + before + [activation, dropout, dense]))
      try body(position, kernel.matrices(of: pairs, get: .both, path: .recursion, threads: threads))
    }
  }
}
