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

  /// Of λ_max t. Exponentials are squared as often as this has binary digits, and each time doubles what rounding has
  /// left: the relative error is about λ_max t ε.
  static let longestFlow = 0x1p30
  /// So that squares of powers and the cubes of rate and steps are finite.
  static let mostSteps = 1 << 40

  /// - Throws: `WidthExpansionFailure.badTime`, `.tooLong`, `.unstable`.
  func validate(largestEigenvalue: Double) throws {
    switch self {
    case .gradientDescent(let rate, let steps):
      guard rate.isFinite, rate >= 0 else { throw WidthExpansionFailure.badTime(what: "learning rate", rate) }
      guard steps >= 0 else { throw WidthExpansionFailure.badTime(what: "number of steps", Double(steps)) }
      guard steps <= Self.mostSteps else {
        throw WidthExpansionFailure.tooLong(what: "number of steps", Double(steps), most: Double(Self.mostSteps))
      }
      guard rate * largestEigenvalue < 2 else {
        throw WidthExpansionFailure.unstable(rate: rate, largest: 2 / largestEigenvalue)
      }
    case .gradientFlow(let time):
      guard time.isFinite, time >= 0 else { throw WidthExpansionFailure.badTime(what: "training time", time) }
      let most = Self.longestFlow / max(1, largestEigenvalue)
      guard time <= most else { throw WidthExpansionFailure.tooLong(what: "training time", time, most: most) }
    }
  }
}
