import Foundation

/// The learning rate η as a function of the number of steps taken before.
public enum LearningRateSchedule: Sendable, Hashable {
  case constant(Double)

  /// The initial rate, multiplied by `factor` when each of the `boundaries` (numbers of steps) is reached.
  case stepped(initial: Double, boundaries: [Int], factor: Double)

  /// initial · factorᵗ at step t = 0, 1, …
  case exponential(initial: Double, factor: Double)

  /// From the initial rate to 0 along half a cosine of `steps` steps; 0 afterwards.
  case cosine(initial: Double, steps: Int)

  public func rate(at step: Int) -> Double {
    switch self {
    case .constant(let rate): rate
    case .stepped(let initial, let boundaries, let factor):
      initial * pow(factor, Double(boundaries.count { $0 <= step }))
    case .exponential(let initial, let factor): initial * pow(factor, Double(step))
    case .cosine(let initial, let steps):
      step >= steps ? 0 : initial * 0.5 * (1 + cos(Double.pi * Double(step) / Double(max(1, steps))))
    }
  }

  /// The numbers that it is made of: no rate of any step is negative if none of these is.
  var settings: [(name: String, value: Double)] {
    switch self {
    case .constant(let rate): [("learning rate", rate)]
    case .stepped(let initial, _, let factor), .exponential(let initial, let factor):
      [("learning rate", initial), ("factor of the learning rate", factor)]
    case .cosine(let initial, _): [("learning rate", initial)]
    }
  }
}
