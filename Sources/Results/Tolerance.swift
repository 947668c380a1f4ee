/// How far a score may lie from a published number, and why.
///
/// A tolerance is fixed before the comparison, from what is random in it; it never follows from what came out.
public struct Tolerance: Sendable, Codable, Hashable {
  public let rule: Rule
  public let reason: String

  public init(rule: Rule, reason: String) {
    self.rule = rule
    self.reason = reason
  }

  public enum Rule: Sendable, Codable, Hashable {
    /// The paper's training subset is one more draw of ours: the 99 % prediction interval t(0.995, ν) · s · √(1 + 1/m)
    /// around the mean of m subsets, with s the largest of the scores whose keys match `over`. Both sides use the
    /// same test images, so their binomial error is common to both; what is left of it in the difference is part of s,
    /// which is measured on them. Without a `spread` nothing has been measured, and nothing is judged.
    case predictionInterval(over: KeyPattern, spread: Spread?)
    /// Half of the score's own 99 % interval (`Score.halfWidth`), times √2 if the published number is an estimate with
    /// the same error.
    case standardErrors(ofBothSides: Bool)
    /// A fixed distance: the error of an approximation or of rounding.
    case absolute(distance: Double)
    /// The score must lie in [lower, upper]; for qualitative expectations and fits.
    case interval(lower: Double, upper: Double)
    /// The score has the sign that the source gives in words. It agrees if its 99 % interval (`Score.halfWidth`)
    /// leaves it that sign, differs if it leaves it the other, and is undecided in between.
    case sign(isPositive: Bool)
    /// Nothing is compared, for one of the causes that there are.
    case notComparable(because: Incomparability)
  }

  /// The allowed distance for a score with this rule, without the published number's own resolution;
  /// `nil` if the rule cannot say.
  public func width(for score: Score) -> Double? {
    switch rule {
    case .predictionInterval(_, let spread):
      guard let spread else { return nil }
      return StudentT.quantile(twoSided: 0.99, degreesOfFreedom: spread.degreesOfFreedom) * spread.standardDeviation
        * (1 + 1 / Double(score.samples)).squareRoot()
    case .standardErrors(let ofBothSides):
      return score.halfWidth.map { (ofBothSides ? 2.0.squareRoot() : 1) * $0 }
    case .sign:
      return score.halfWidth
    case .absolute(let distance):
      return distance
    case .interval, .notComparable:
      return nil
    }
  }
}
