import Foundation
import LinearAlgebra

/// What a Gaussian process says of each training input when it has seen all the others, by one factor for all n.
///
/// *Definition* (Rasmussen & Williams 2006, Eqs. 5.10–5.12). With A = K(D, D) + σ_ε² I and weights α = A⁻¹ t,
///
///     mean      μᵢ  = tᵢ − αᵢ/[A⁻¹]ᵢᵢ
///     variance  σᵢ² = 1/[A⁻¹]ᵢᵢ
///     log pᵢ        = −½ log 2πσᵢ² − (tᵢ − μᵢ)²/2σᵢ²
///
/// The variance is that of a target, σ_ε² in it; it is the same for all outputs.
public struct LeaveOneOut: Sendable, Equatable {
  /// μ, [n, k].
  public let means: Matrix<Double>
  /// σ², [n].
  public let variances: [Double]
  /// The mean of (tᵢ − μᵢ)² over inputs and outputs.
  public let meanSquaredError: Double
  /// Σᵢ log pᵢ of every output (Eq. 5.11), [k], in nats.
  public let logPredictiveProbabilities: [Double]

  /// Of all outputs together.
  public var logPredictiveProbability: Double { logPredictiveProbabilities.reduce(0, +) }

  /// - Parameters:
  ///   - targets: t, [n, k].
  ///   - weights: A⁻¹ t, transposed: [k, n].
  ///   - inverseDiagonal: of A⁻¹ (`Solver.inverseDiagonal`), [n].
  /// - Precondition: every target has its weight, and there is one.
  /// - Complexity: n k.
  public init(targets: Matrix<Double>, weights: Matrix<Double>, inverseDiagonal: [Double]) {
    let (n, outputs) = (targets.rows, targets.columns)
    precondition(weights.rows == outputs && weights.columns == n && n > 0, "every target has its weight")
    precondition(inverseDiagonal.count == n, "every input has its entry of the diagonal")
    var means = targets
    var (squares, probabilities) = (0.0, [Double](repeating: 0, count: outputs))
    for i in 0..<n {
      let common = 0.5 * log(inverseDiagonal[i] / (2 * .pi))
      for c in 0..<outputs {
        let error = weights[c, i] / inverseDiagonal[i]
        means[i, c] -= error
        squares += error * error
        probabilities[c] += common - 0.5 * error * weights[c, i]
      }
    }
    (self.means, logPredictiveProbabilities) = (means, probabilities)
    variances = inverseDiagonal.map { 1 / $0 }
    meanSquaredError = squares / Double(n * max(1, outputs))
  }

  /// The same with a solver of A.
  ///
  /// - Parameter scale: where the solver is of `scale` · A and the weights are its, as behind a change of units.
  /// - Complexity: n³/6 multiply-adds.
  public init(targets: Matrix<Double>, weights: Matrix<Double>, solver: some Solver, scale: Double = 1) {
    var own = weights
    if scale != 1 { own.scale(by: scale) }
    self.init(targets: targets, weights: own, inverseDiagonal: solver.inverseDiagonal.map { $0 * scale })
  }

  /// The share of inputs of which the largest mean is that of their class.
  /// - Parameter classes: of every input, 0 to k − 1.
  public func accuracy(classes: [Int]) -> Double {
    precondition(classes.count == means.rows, "every input has its class")
    return Double(zip(Classification.classes(means), classes).count { $0 == $1 }) / Double(classes.count)
  }
}
