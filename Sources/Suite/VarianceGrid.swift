import Results

/// One pair of hyper-parameters: the weight variance σ_w² and the bias variance σ_b².
public struct VariancePoint: Sendable, Hashable, Codable {
  public let weightVariance: Double
  public let biasVariance: Double

  public init(weightVariance: Double, biasVariance: Double) {
    (self.weightVariance, self.biasVariance) = (weightVariance, biasVariance)
  }
}

/// A rectangular grid of hyper-parameters (Lee et al. 2018, App. D: σ_w² from 0.1 to 5.0 and σ_b² from 0 to 2.0, 30
/// each).
///
/// A *line* holds all bias variances at one weight variance: the unit in which grids are computed and resumed.
public struct VarianceGrid: Sendable, Equatable {
  public let weightVariances: [Double]
  public let biasVariances: [Double]

  public init(weightVariances: [Double], biasVariances: [Double]) {
    (self.weightVariances, self.biasVariances) = (weightVariances, biasVariances)
  }

  /// `count` evenly spaced values in each direction, both ends included.
  public init(weightVariances: ClosedRange<Double>, biasVariances: ClosedRange<Double>, count: Int) {
    self.init(
      weightVariances: Self.evenly(weightVariances, count), biasVariances: Self.evenly(biasVariances, count))
  }

  private static func evenly(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
    (0..<count).map { k in
      let part = count > 1 ? Double(k) / Double(count - 1) : 0
      return range.lowerBound * (1 - part) + range.upperBound * part
    }
  }

  public var count: Int { weightVariances.count * biasVariances.count }

  /// The points of line `index`, by bias variance.
  public func line(_ index: Int) -> [VariancePoint] {
    biasVariances.map { VariancePoint(weightVariance: weightVariances[index], biasVariance: $0) }
  }

  /// All points, line by line: the order of a variable over (weight_variance, bias_variance).
  public var points: [VariancePoint] { weightVariances.indices.flatMap(line) }

  /// The axes of a grid, in the order of `points`.
  public static let weightVariance = Axis<Double>("weight_variance", "weight variance σ_w²")
  public static let biasVariance = Axis<Double>("bias_variance", "bias variance σ_b²")

  public var coordinates: [Coordinate] {
    [Self.weightVariance(weightVariances), Self.biasVariance(biasVariances)]
  }
}
