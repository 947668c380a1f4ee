/// How far a measurement may lie from a published number, and why.
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
    /// The paper's training subset is one more draw of ours: the 99 % prediction interval
    /// t(0.995, ν) · s · √(1 + 1/m) around the mean of m subsets. Both sides use the same test images, so their binomial
    /// error is common to both; what is left of it in the difference is part of s, which is measured on them.
    /// `nil`: the spread has not been measured, and nothing is judged.
    case predictionInterval(spread: Spread?)
    /// 2.576 · √2 · standard error of the measurement: the paper's own estimate has the same error as ours.
    case standardErrors
    /// A fixed distance: the error of an approximation or of rounding.
    case absolute(Double)
    /// The measurement must lie in [lower, upper]; for qualitative expectations and fits.
    case interval(lower: Double, upper: Double)
    /// Two things that the source does not let us compare.
    case notComparable(because: String)
  }

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

    /// The pooled spread of several means over subsets of the same size: s² = Σ νᵢ sᵢ² / Σ νᵢ with sᵢ = √mᵢ · standard error
    /// and νᵢ = mᵢ − 1. `nil` if no measurement was repeated.
    public static func pooled(_ measurements: [Measurement], source: String) -> Spread? {
      var degrees = 0
      var sum = 0.0
      for measurement in measurements where measurement.samples > 1 {
        guard let error = measurement.standardError else { continue }
        degrees += measurement.samples - 1
        sum += Double(measurement.samples - 1) * Double(measurement.samples) * error * error
      }
      guard degrees > 0 else { return nil }
      return Spread(
        standardDeviation: (sum / Double(degrees)).squareRoot(), degreesOfFreedom: degrees, source: source)
    }
  }

  /// The allowed distance for a measurement with this rule, without the published number's own resolution;
  /// `nil` if the rule cannot say.
  public func width(for measurement: Measurement) -> Double? {
    switch rule {
    case .predictionInterval(let spread):
      guard let spread else { return nil }
      return StudentT.quantile(twoSided: 0.99, degreesOfFreedom: spread.degreesOfFreedom) * spread.standardDeviation
        * (1 + 1 / Double(measurement.samples)).squareRoot()
    case .standardErrors:
      return measurement.standardError.map { 2.576 * 2.0.squareRoot() * $0 }
    case .absolute(let distance):
      return distance
    case .interval, .notComparable:
      return nil
    }
  }
}
