import Foundation
import Synchronization

/// Student's t distribution, as far as intervals need it.
public enum StudentT {
  /// The t with P(|T| ≤ t) = `twoSided` for ν degrees of freedom.
  ///
  /// With T = √ν tan θ the probability is ∫₀^θ cos^{ν−1} / ∫₀^{π/2} cos^{ν−1}, smooth for every integer ν ≥ 1:
  /// Simpson's rule and bisection reach 1e-9 for ν ≤ 1000, far beyond what a spread from a few subsets deserves.
  ///
  /// - Complexity: 10⁵ powers, some 5 ms, for the first question of its kind; a report asks a few of them thousands of
  ///   times.
  public static func quantile(twoSided probability: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom > 0, "a spread without degrees of freedom has no interval")
    precondition(probability > 0 && probability < 1, "a probability lies strictly between 0 and 1")
    let question = Question(probability: probability, degreesOfFreedom: degreesOfFreedom)
    if let answer = answers.withLock({ $0[question] }) { return answer }
    let answer = bisected(probability, degreesOfFreedom)
    answers.withLock { $0[question] = answer }
    return answer
  }

  private struct Question: Hashable {
    let probability: Double
    let degreesOfFreedom: Int
  }

  private static let answers = Mutex<[Question: Double]>([:])

  private static func bisected(_ probability: Double, _ degreesOfFreedom: Int) -> Double {
    let total = integral(to: Double.pi / 2, degreesOfFreedom)
    var low = 0.0
    var high = Double.pi / 2
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if integral(to: middle, degreesOfFreedom) < probability * total { low = middle } else { high = middle }
    }
    return Double(degreesOfFreedom).squareRoot() * tan(low)
  }

  private static func integral(to end: Double, _ degreesOfFreedom: Int) -> Double {
    let steps = 2000
    let step = end / Double(steps)
    let exponent = Double(degreesOfFreedom - 1)
    var sum = 0.0
    for i in 0...steps {
      let weight = i == 0 || i == steps ? 1.0 : (i % 2 == 0 ? 2.0 : 4.0)
      sum += weight * pow(cos(Double(i) * step), exponent)
    }
    return sum * step / 3
  }
}
