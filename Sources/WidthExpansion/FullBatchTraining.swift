/// How long a network is trained: full batches, loss ½ Σ (f − y)².
public enum FullBatchTraining: Sendable, Hashable {
  /// θ ← θ − η Λ ∂L/∂θ, so many times, with the learning rates Λ of the tangent kernel.
  case gradientDescent(rate: Double, steps: Int)
  /// dθ/dt = −Λ ∂L/∂θ: gradient descent of rate t/s in s steps, s → ∞.
  case gradientFlow(time: Double)

  /// η, and 0 of gradient flow.
  var rate: Double {
    switch self {
    case .gradientDescent(let rate, _): rate
    case .gradientFlow: 0
    }
  }

  /// - Throws: `WidthExpansionFailure.badTime`, `.unstable`.
  func validate(largestEigenvalue: Double) throws {
    switch self {
    case .gradientDescent(let rate, let steps):
      guard rate.isFinite, rate >= 0 else { throw WidthExpansionFailure.badTime(what: "learning rate", rate) }
      guard steps >= 0 else { throw WidthExpansionFailure.badTime(what: "number of steps", Double(steps)) }
      guard rate * largestEigenvalue < 2 else {
        throw WidthExpansionFailure.unstable(rate: rate, largest: 2 / largestEigenvalue)
      }
    case .gradientFlow(let time):
      guard time.isFinite, time >= 0 else { throw WidthExpansionFailure.badTime(what: "training time", time) }
    }
  }
}
