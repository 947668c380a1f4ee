import Architectures
import Foundation
import InfiniteWidth
import MeanField
import Nonlinearities
import Results

/// A nonlinearity whose phases Table 1 goes through.
package enum PhaseNetwork: String, AxisValue {
  case erf, tanh, relu

  /// As people write it.
  package var title: String { self == .relu ? "ReLU" : rawValue }
  package var nonlinearity: Nonlinearity {
    switch self {
    case .erf: .erf
    case .tanh: .tanh
    case .relu: .relu
    }
  }
}

/// A network of one phase: nonlinearity, σ_w², σ_b², and what mean-field theory says about it.
///
/// ReLU has no chaotic phase.
package struct PhasePoint: Sendable {
  package let network: PhaseNetwork
  package let phase: Phase
  package let weightVariance: Double
  package let biasVariance: Double
  /// The variance K(x, x) of every input and at every depth: q*, or 1 where every variance is a fixed point.
  package let variance: Double
  package let chi1: Double
  /// χ_{c*}
  package let chiFixed: Double
  /// 1 − c*
  package let fixedSeparation: Double

  package var isSmooth: Bool { network != .relu }

  /// - Throws: errors of the theory, and the `Absence` of a fixed point.
  package init(_ network: PhaseNetwork, _ phase: Phase, weightVariance: Double, biasVariance: Double) throws {
    (self.network, self.phase) = (network, phase)
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
    let theory = try MeanFieldTheory(
      nonlinearity: network.nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance)
    variance = theory.fixedVariance.absence == .everyVarianceIsFixed ? 1 : try theory.fixedVariance.get()
    (chi1, chiFixed) = (try theory.chi1.get(), try theory.chiFixed.get())
    fixedSeparation = try theory.fixedSeparation.get()
  }

  /// The point of a network in a phase that it has.
  ///
  /// - Throws: as `init`; `Absence.orderedPhase` for ReLU's chaotic phase.
  package init(_ network: PhaseNetwork, _ phase: Phase, of variances: PhaseVariances) throws {
    let weightVariance: Double
    var biasVariance = variances.biasVariance
    switch (network, phase) {
    case (.relu, .ordered):
      (weightVariance, biasVariance) = (variances.orderedReLU.weightVariance, variances.orderedReLU.biasVariance)
    case (.relu, .critical): (weightVariance, biasVariance) = (2, 0)
    case (.relu, .chaotic): throw Absence.orderedPhase
    case (.erf, .ordered): weightVariance = variances.orderedErf
    case (.erf, .chaotic): weightVariance = variances.chaoticErf
    case (.tanh, .ordered): weightVariance = variances.orderedTanh
    case (.tanh, .chaotic): weightVariance = variances.chaoticTanh
    case (_, .critical):
      weightVariance = try CriticalLine(network.nonlinearity).weightVariance(biasVariance: biasVariance)
    }
    try self.init(network, phase, weightVariance: weightVariance, biasVariance: biasVariance)
  }

  /// The networks that have a phase.
  package static func networks(_ phase: Phase) -> [PhaseNetwork] {
    phase == .chaotic ? [.erf, .tanh] : [.erf, .tanh, .relu]
  }

  /// The layers over which differences between inputs fade: −1/log χ₁ in the ordered phase, −1/log χ_{c*} in the
  /// chaotic one.
  package var depthScale: Double? { phase == .critical ? nil : -1 / log(chiFixed) }
}

extension PhasePoint {
  /// The kernels of inputs with K⁰(x, x) = `variance`: l times (φ, dense) behind a read-in that keeps inputs as they
  /// are.
  func sweep(depths: [Int]) throws -> DepthSweep {
    try Kernel.fullyConnected(
      nonlinearity: network.nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance, readIn: .unit
    ).sweep(depths: depths)
  }

  /// The same for convolutions of 3 × 3 on a torus, on images of which every position has K⁰ = `variance`: l times
  /// (φ, convolution) behind a read-in that keeps positions as they are; then the head.
  func convolutions(
    depths: [Int], heads: DepthSweep.Heads, height: Int, width: Int
  ) throws -> DepthSweep {
    try Self.convolutions(
      nonlinearity: network.nonlinearity, weightVariance: weightVariance, biasVariance: biasVariance, depths: depths,
      heads: heads, height: height, width: width)
  }

  static func convolutions(
    nonlinearity: Nonlinearity, weightVariance: Double, biasVariance: Double, depths: [Int],
    heads: DepthSweep.Heads, height: Int, width: Int
  ) throws -> DepthSweep {
    let repeated: [Layer] = [
      .activation(nonlinearity),
      .convolution(
        kernelSize: 3, padding: .circular, weightVariance: weightVariance, biasVariance: biasVariance, trainable: true),
    ]
    let network = try Architecture(layers: [
      .convolution(kernelSize: 1, padding: .circular, weightVariance: 1, biasVariance: 0, trainable: true),
      .repeated(count: 1, layers: repeated), heads.layer,
    ])
    return try Kernel(network, inputShape: .image(height: height, width: width, channels: 1)).sweep(depths: depths)
  }
}
