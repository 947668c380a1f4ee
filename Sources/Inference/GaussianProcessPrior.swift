import LinearAlgebra

/// Functions drawn from a Gaussian process at finitely many inputs: f = L z with K + jitter I = L Lᵀ and z ~ N(0, I).
public struct GaussianProcessPrior: Sendable {
  private let solver: any Solver

  /// The jitter that the factorisation needed.
  public let jitter: Double

  /// - Parameters:
  ///   - covariance: K, [n, n], symmetric.
  ///   - jitter: the values that are tried.
  /// - Throws: `GaussianProcessError.notPositiveDefinite`; `CholeskyFactor.Obstacle` as for `GaussianProcess`.
  /// - Complexity: n³/6 multiply-adds an attempt.
  public init(covariance: consuming Matrix<Double>, jitter: NoiseLadder) throws {
    let shifts = try jitter.values(meanDiagonal: covariance.meanDiagonal)
    do {
      let result = try CholeskyFactor.factor(covariance, shifts: shifts)
      (solver, self.jitter) = (result.factor, result.shift)
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
  }

  /// `count` draws, [count, n].
  /// - Parameter normal: gives independent standard normal numbers; asked draw by draw, input by input.
  /// - Complexity: count · n² multiply-adds.
  public func draws(_ count: Int, normal: () -> Double) -> Matrix<Double> {
    var block = Matrix<Double>(rows: count, columns: solver.order)
    for k in block.elements.indices { block.elements[k] = normal() }
    solver.multiplyLower(&block)
    return block
  }
}
