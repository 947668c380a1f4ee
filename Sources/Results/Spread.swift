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

  /// The largest of the spreads of several means, s = √m · standard error with m − 1 degrees of freedom; of equal ones
  /// that with more degrees. `nil` if no score was repeated.
  ///
  /// A score may be noisier with one nonlinearity than with another, and a mean of the variances would make the noisier
  /// one's interval too narrow. With the largest none of equally many repetitions is narrower than by its own.
  public static func largest(_ scores: [Score], source: String) -> Spread? {
    scores.compactMap { score in
      score.samples < 2
        ? nil
        : score.standardError.map {
          Spread(
            standardDeviation: Double(score.samples).squareRoot() * $0, degreesOfFreedom: score.samples - 1,
            source: source)
        }
    }.max { ($0.standardDeviation, $0.degreesOfFreedom) < ($1.standardDeviation, $1.degreesOfFreedom) }
  }
}

extension ReferenceFile {
  /// The same file with every prediction interval's spread measured from `scores`; where none of them was
  /// repeated under a pattern, or fewer times than what the spread is known from, it stays as it was.
  public func measuringSpreads(from scores: [Score], source: String) -> ReferenceFile {
    var updated = self
    for (name, tolerance) in tolerances {
      guard case .predictionInterval(let pattern, let known) = tolerance.rule,
        let spread = Spread.largest(scores.filter { pattern.covers($0.key) }, source: source),
        spread.degreesOfFreedom >= (known?.degreesOfFreedom ?? 0)
      else { continue }
      updated.tolerances[name] = Tolerance(
        rule: .predictionInterval(over: pattern, spread: spread), reason: tolerance.reason)
    }
    return updated
  }
}
