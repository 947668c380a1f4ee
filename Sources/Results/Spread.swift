/// The standard deviation of a number over independent training subsets of one size.
public struct Spread: Sendable, Codable, Hashable {
  public let standardDeviation: Double
  public let degreesOfFreedom: Int
  /// The run that measured it.
  public let source: String

  public init(standardDeviation: Double, degreesOfFreedom: Int, source: String) {
    self.standardDeviation = standardDeviation
    self.degreesOfFreedom = degreesOfFreedom
    self.source = source
  }

  /// The pooled spread of means over the same subsets: s² = Σ νᵢ sᵢ² / Σ νᵢ with sᵢ = √mᵢ · standard error and
  /// νᵢ = mᵢ − 1. `nil` if no score was repeated.
  ///
  /// What differs between the scores (the nonlinearity) is fitted to the same images, and a subset that is bad for one is
  /// bad for the other: the degrees of freedom are those of the subsets, max νᵢ, not their sum. For subsets that are the
  /// scores' own this is too few, and the interval too wide; it is never too narrow.
  public static func pooled(_ scores: [Score], source: String) -> Spread? {
    var degrees = 0
    var weights = 0
    var sum = 0.0
    for score in scores where score.samples > 1 {
      guard let error = score.standardError else { continue }
      degrees = max(degrees, score.samples - 1)
      weights += score.samples - 1
      sum += Double(score.samples - 1) * Double(score.samples) * error * error
    }
    guard degrees > 0 else { return nil }
    return Spread(standardDeviation: (sum / Double(weights)).squareRoot(), degreesOfFreedom: degrees, source: source)
  }
}

extension ReferenceFile {
  /// The same file with every prediction interval's spread measured from `scores`; where none of them was
  /// repeated under a pattern, the spread stays as it was.
  public func measuringSpreads(from scores: [Score], source: String) -> ReferenceFile {
    var updated = self
    for (name, tolerance) in tolerances {
      guard case .predictionInterval(let pattern, _) = tolerance.rule,
        let spread = Spread.pooled(scores.filter { pattern.covers($0.key) }, source: source)
      else { continue }
      updated.tolerances[name] = Tolerance(
        rule: .predictionInterval(over: pattern, spread: spread), reason: tolerance.reason)
    }
    return updated
  }
}
