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

  /// The pooled spread of means over subsets of the same size: s² = Σ νᵢ sᵢ² / Σ νᵢ with sᵢ = √mᵢ · standard error and
  /// νᵢ = mᵢ − 1. `nil` if no measurement was repeated.
  public static func pooled(_ measurements: [Measurement], source: String) -> Spread? {
    var degrees = 0
    var sum = 0.0
    for measurement in measurements where measurement.samples > 1 {
      guard let error = measurement.standardError else { continue }
      degrees += measurement.samples - 1
      sum += Double(measurement.samples - 1) * Double(measurement.samples) * error * error
    }
    guard degrees > 0 else { return nil }
    return Spread(standardDeviation: (sum / Double(degrees)).squareRoot(), degreesOfFreedom: degrees, source: source)
  }
}

extension ReferenceFile {
  /// The same file with every prediction interval's spread measured from `measurements`; where none of them was
  /// repeated under a pattern, the spread stays as it was.
  public func measuringSpreads(from measurements: [Measurement], source: String) -> ReferenceFile {
    var updated = self
    for (name, tolerance) in tolerances {
      guard case .predictionInterval(let pattern, _) = tolerance.rule,
        let spread = Spread.pooled(measurements.filter { pattern.covers($0.key) }, source: source)
      else { continue }
      updated.tolerances[name] = Tolerance(
        rule: .predictionInterval(over: pattern, spread: spread), reason: tolerance.reason)
    }
    return updated
  }
}
