import InfiniteWidth
import Inputs
import LinearAlgebra
import Results

/// Which kernel of an infinitely wide network is the covariance of a Gaussian process.
public enum PriorKernel: String, AxisValue, CaseIterable {
  /// K: the networks' own prior; the posterior is that of Bayesian inference, and the mean that of training the
  /// readout.
  case nngp
  /// Θ: the mean is that of gradient flow on all weights at t = ∞, started at the zero function (Jacot et al. 2018,
  /// Section 5); the variance is that of a process with covariance Θ, which no ensemble of trained networks has.
  case ntk

  var quantities: KernelQuantities { self == .nngp ? .nngp : .ntk }

  /// - Throws: `InfiniteWidthError.noWeights` where the network has no kernel, or where it was not asked for.
  package func matrix(of matrices: KernelMatrices) throws -> Matrix<Double> {
    guard let matrix = self == .nngp ? matrices.nngp : matrices.ntk else { throw InfiniteWidthError.noWeights }
    return matrix
  }

  func value(of covariance: SelfCovariance) -> Double { self == .nngp ? covariance.nngp : covariance.ntk }

  /// Writes the kernel of a list of inputs with itself into packed storage.
  func fill(
    _ triangle: PackedTriangle, _ kernel: Kernel, of pairs: some InputPairs, threads: Int,
    progress: (@Sendable (Double) -> Void)?
  ) throws {
    try kernel.fill(
      nngp: self == .nngp ? triangle : nil, ntk: self == .ntk ? triangle : nil, of: pairs, threads: threads,
      progress: progress)
  }
}

extension Kernel {
  /// K and Θ of inputs.
  package func both(
    of pairs: some InputPairs, threads: Int
  ) throws -> (nngp: Matrix<Double>, ntk: Matrix<Double>) {
    let matrices = try matrices(of: pairs, get: .both, threads: threads)
    return (try PriorKernel.nngp.matrix(of: matrices), try PriorKernel.ntk.matrix(of: matrices))
  }
}
