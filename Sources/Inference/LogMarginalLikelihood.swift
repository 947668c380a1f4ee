import Foundation
import LinearAlgebra

/// The evidence of a Gaussian process: how probable the training targets are before they are seen.
///
/// *Definition* (Rasmussen & Williams 2006, Eq. 2.30). With A = K(D, D) + σ_ε² I and weights α = A⁻¹ t of an output,
///
///     log p(t | D) = −½ tᵀ α − ½ log det A − (n/2) log 2π
///
/// Outputs are independent given the kernel, so that theirs add. In nats; targets have the mean 0 under the prior.
public struct LogMarginalLikelihood: Sendable, Equatable {
  /// Of every output, [k].
  public let outputs: [Double]

  /// Of all outputs together.
  public var total: Double { outputs.reduce(0, +) }

  /// What was computed before.
  public init(outputs: [Double]) { self.outputs = outputs }

  /// - Parameters:
  ///   - targets: t, [n, k].
  ///   - weights: A⁻¹ t, transposed: [k, n].
  ///   - logDeterminant: log det A.
  /// - Precondition: every target has its weight.
  /// - Complexity: n k multiply-adds.
  public init(targets: Matrix<Double>, weights: Matrix<Double>, logDeterminant: Double) {
    let n = targets.rows
    precondition(weights.rows == targets.columns && weights.columns == n, "every target has its weight")
    let common = -0.5 * (logDeterminant + Double(n) * log(2 * .pi))
    outputs = (0..<targets.columns).map { c in
      common - 0.5 * weights.row(c).enumerated().reduce(0) { $0 + targets[$1.offset, c] * $1.element }
    }
  }

  /// The same with a solver of A, as most have it.
  ///
  /// - Parameter scale: where the solver is of `scale` · A and the weights are its, as behind a change of units.
  public init(targets: Matrix<Double>, weights: Matrix<Double>, solver: some Solver, scale: Double = 1) {
    var own = weights
    if scale != 1 { own.scale(by: scale) }
    self.init(
      targets: targets, weights: own,
      logDeterminant: solver.logDeterminant - Double(solver.order) * log(scale))
  }
}
