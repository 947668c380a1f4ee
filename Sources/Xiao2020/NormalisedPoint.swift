import InfiniteWidth
import MeanField
import Nonlinearities
import Suite

/// A layer-normalised network of one phase, and the plain one whose laws it has.
///
/// Layer normalisation puts the variance in front of every φ to 1. With Q = σ_w² E[φ(z)²] + σ_b², z ~ N(0, 1), the
/// layer W φ(LN(z)) + b is that of a plain network with σ_w²/Q and σ_b²/Q, whose fixed point is q* = 1, times √Q: the
/// correlations are the plain network's, K(x, x) = Q in place of q*, and
///
///     Θ(x, x) ← Q + χ Θ(x, x),   χ = σ_w² E[φ′(z)²]/Q.
///
/// With a skip connection before the normalisation a layer is (z + …)/√(1 + Q): the slope of the correlation map
/// becomes (1 + Q χ)/(1 + Q) wherever it is χ (at c = 1, and at c*), K(x, x) = 1, and Θ(x, x) gains Q/(1 + Q) a layer.
/// The phase is the same: it depends on σ_b²/σ_w² alone, and is critical where this is E[φ′²] − E[φ²].
struct NormalisedPoint: Sendable {
  let design: NetworkDesign
  let phase: Phase
  let weightVariance: Double
  let biasVariance: Double
  private let plain: PhasePoint
  /// Q
  private let gain: Double

  /// - Parameter biasVariance: nil: the critical one.
  /// - Throws: errors of the theory.
  init(_ design: NetworkDesign, _ network: PhaseNetwork, _ phase: Phase, weightVariance: Double, biasVariance: Double?)
    throws
  {
    let nonlinearity = network.nonlinearity
    let (moment, slope) = (nonlinearity.secondMoment(1), nonlinearity.derivativeSecondMoment(1))
    (self.design, self.phase, self.weightVariance) = (design, phase, weightVariance)
    self.biasVariance = biasVariance ?? weightVariance * (slope - moment)
    gain = weightVariance * moment + self.biasVariance
    plain = try PhasePoint(
      network, phase, weightVariance: weightVariance / gain, biasVariance: self.biasVariance / gain)
  }

  /// The plain point with this network's slopes, and with what a layer adds to a kernel's diagonal for its variance q*.
  func point(_ kernel: PriorKernel) -> PhasePoint {
    guard design == .residualLayerNorm else { return plain.with(variance: gain, chi1: plain.chi1, plain.chiFixed) }
    func softened(_ slope: Double) -> Double { (1 + gain * slope) / (1 + gain) }
    return plain.with(
      variance: kernel == .ntk ? gain / (1 + gain) : 1, chi1: softened(plain.chi1), softened(plain.chiFixed))
  }

  func sweep(depths: [Int]) throws -> DepthSweep {
    try design.sweep(
      plain.network.nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance, depths: depths)
  }
}

extension PhasePoint {
  /// The same network and phase with other slopes of its maps, and another q*.
  fileprivate func with(variance: Double, chi1: Double, _ chiFixed: Double) -> PhasePoint {
    PhasePoint(self, variance: variance, chi1: chi1, chiFixed: chiFixed)
  }

  private init(_ other: PhasePoint, variance: Double, chi1: Double, chiFixed: Double) {
    (network, phase, fixedSeparation) = (other.network, other.phase, other.fixedSeparation)
    (weightVariance, biasVariance) = (other.weightVariance, other.biasVariance)
    (self.variance, self.chi1, self.chiFixed) = (variance, chi1, chiFixed)
  }
}
