/// The lookup table at one variance q: T(q, q, c) on the grid of correlations.
public struct LookupRow: Sendable {
  public let variance: Double
  /// T(q, q, 1), from the one-dimensional table.
  public let secondMoment: Double
  /// The grid runs from minus this to this.
  public let maximumCorrelation: Double
  public let values: [Double]

  /// T(q, q, c), linear between grid points. Beyond the grid's ends the end value, as in the authors' code above c_max.
  public func callAsFunction(_ correlation: Double) -> Double {
    let place = max(0, min(Double(values.count - 1), (correlation + maximumCorrelation) * scale))
    let index = min(Int(place), values.count - 2)
    return values[index] + (place - Double(index)) * (values[index + 1] - values[index])
  }

  /// Replaces correlations by T(q, q, c).
  public func map(_ correlations: UnsafeMutableBufferPointer<Double>) {
    let (scale, last) = (scale, Double(values.count - 1))
    values.withUnsafeBufferPointer { values in
      for k in correlations.indices {
        let place = max(0, min(last, (correlations[k] + maximumCorrelation) * scale))
        let index = min(Int(place), values.count - 2)
        correlations[k] = values[index] + (place - Double(index)) * (values[index + 1] - values[index])
      }
    }
  }

  /// Grid intervals per unit of correlation.
  private var scale: Double { Double(values.count - 1) / (2 * maximumCorrelation) }
}
