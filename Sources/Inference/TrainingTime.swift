/// A training time in the conventions of the papers, for m inputs and k outputs.
///
/// Everything is computed in one of them: gradient flow at unit rate on ½ Σ ‖f(x) − y‖², a sum over inputs and outputs,
/// under which a mode of eigenvalue λ decays like e^{−λt}.
public enum TrainingTime: Sendable, Hashable {
  /// t of that flow.
  case flow(Double)
  /// t of neural-tangents' `gradient_descent_mse`, whose loss is the mean over all m k numbers: e^{−λt/(m k)}. The
  /// notebook of Xiao et al. 2020 uses it at rate 1; the η = 2 m k/λ_max that its cell 47 computes is never passed on.
  case meanLoss(Double)
  /// Steps of gradient descent at the rate η = fraction · 2/λ_max, in the limit of small steps: t = η · steps. 2/λ_max
  /// is the largest rate at which discrete steps converge (Xiao et al. 2020, Section 3).
  case steps(Double, fractionOfLargestRate: Double)

  /// t of the flow.
  ///
  /// - Throws: `DynamicsError.time` for a negative time or a NaN, `.learningRate`.
  public func flowTime(inputs m: Int, outputs k: Int, largestEigenvalue: Double) throws -> Double {
    let time: Double
    switch self {
    case .flow(let t): time = t
    case .meanLoss(let t): time = t / Double(m * k)
    case .steps(let count, let fraction):
      guard fraction.isFinite, fraction > 0 else { throw DynamicsError.learningRate(fraction) }
      time = count * (fraction * 2 / largestEigenvalue)
    }
    guard time >= 0 else { throw DynamicsError.time(time) }
    return time
  }
}
