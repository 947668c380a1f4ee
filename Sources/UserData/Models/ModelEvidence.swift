import Inference
import LinearAlgebra

/// What a posterior says of its own training data: how probable they were, and what it would have said of each without
/// it.
package struct ModelEvidence: Sendable {
  package let logMarginalLikelihood: LogMarginalLikelihood
  /// α = (K + σ_ε² I)⁻¹ t in x1's order, [n, k]: means are K(x2, x1) α.
  package let weights: Matrix<Double>
  /// Nil where it was not asked for.
  package let leaveOneOut: Rest?

  package struct Rest: Sendable {
    /// In x1's order: of the targets, [n, k], and their variances, noise included, [n].
    package let means: Matrix<Double>
    package let variances: [Double]
    package let meanSquaredError: Double
    /// In nats, all outputs together.
    package let logPredictiveProbability: Double
    /// The share of inputs whose class has the largest mean; nil of targets that are numbers.
    package let accuracy: Double?
  }

  /// - Parameters:
  ///   - problem: what the posterior was made from.
  ///   - classes: the position of every input's class, in x1's order.
  ///   - leavesOneOut: whether to do what costs as much as the factor.
  /// - Returns: nil of a posterior without its factor.
  /// - Complexity: O(n k), and n³/6 multiply-adds for what leaving one out takes.
  init?(
    of posterior: CheckedPosterior, problem: CheckedPosterior.Problem, anchoring: Anchoring?, classes: [Int]?,
    leavesOneOut: Bool
  ) {
    guard let logDeterminant = posterior.logDeterminant else { return nil }
    let targets = problem.allTargets
    let alpha = posterior.kernelWeights
    logMarginalLikelihood = LogMarginalLikelihood(targets: targets, weights: alpha, logDeterminant: logDeterminant)
    weights = anchoring?.inOrder(alpha.transposed) ?? alpha.transposed
    guard leavesOneOut, let inverse = posterior.inverseDiagonal else {
      leaveOneOut = nil
      return
    }
    let rest = LeaveOneOut(targets: targets, weights: alpha, inverseDiagonal: inverse)
    let means = anchoring?.inOrder(rest.means) ?? rest.means
    let right = classes.map { zip(Classification.classes(means), $0).count { $0 == $1 } }
    leaveOneOut = Rest(
      means: means, variances: anchoring?.inOrder(rest.variances) ?? rest.variances,
      meanSquaredError: rest.meanSquaredError, logPredictiveProbability: rest.logPredictiveProbability,
      accuracy: right.map { Double($0) / Double(means.rows) })
  }

  /// One line each, as they are printed.
  var lines: [String] {
    let k = logMarginalLikelihood.outputs.count
    var lines = [
      "log marginal likelihood \(logMarginalLikelihood.total.formatted(significantDigits: 8)) nats"
        + (k > 1 ? " (\(k) outputs)" : "")
    ]
    if let rest = leaveOneOut {
      lines.append(
        "leave-one-out: mean squared error \(rest.meanSquaredError.formatted(significantDigits: 4)), log predictive "
          + "probability \(rest.logPredictiveProbability.formatted(significantDigits: 8)) nats"
          + (rest.accuracy.map { ", accuracy \($0.formatted(decimals: 4))" } ?? ""))
    }
    return lines
  }
}

extension CheckedPosterior.Problem {
  /// The anchor's after the others', [n + 1, k].
  fileprivate var allTargets: Matrix<Double> {
    guard let anchor else { return targets }
    return Matrix(rows: targets.rows + 1, columns: targets.columns, elements: targets.elements + anchor.targets)
  }
}
