import Foundation

/// A mixture of normal distributions with equal weights, on a line: what is left of a posterior where its other
/// variables were sampled.
public struct NormalMixture: Sendable {
  /// Of each component; a variance of 0 is a step.
  public let means, variances: [Double]

  /// - Precondition: as many means as variances, one at least.
  public init(means: [Double], variances: [Double]) {
    precondition(!means.isEmpty && means.count == variances.count, "each component has a mean and a variance")
    (self.means, self.variances) = (means, variances)
  }

  public var mean: Double { means.reduce(0, +) / Double(means.count) }

  public var variance: Double {
    let mean = mean
    return zip(means, variances).reduce(0) { $0 + $1.1 + ($1.0 - mean) * ($1.0 - mean) } / Double(means.count)
  }

  /// P(X ≤ x)
  public func distribution(_ x: Double) -> Double {
    zip(means, variances).reduce(0) { $0 + Self.normal(x, mean: $1.0, variance: $1.1) } / Double(means.count)
  }

  /// log of the density, by the largest of its terms; −∞ where all components are steps.
  public func logDensity(_ x: Double) -> Double {
    let terms = zip(means, variances).map { mean, variance in
      variance > 0 ? -0.5 * ((x - mean) * (x - mean) / variance + log(2 * .pi * variance)) : -.infinity
    }
    guard let largest = terms.max(), largest.isFinite else { return terms.max() ?? -.infinity }
    return largest + log(terms.reduce(0) { $0 + exp($1 - largest) } / Double(terms.count))
  }

  /// The distribution of the sum with an independent N(0, v), such as observations with noise have.
  public func widened(by variance: Double) -> NormalMixture {
    NormalMixture(means: means, variances: variances.map { $0 + variance })
  }

  /// x with P(X ≤ x) = p, 0 < p < 1, by halving of an interval that holds it.
  public func quantile(_ p: Double) -> Double {
    let reach = 40 * ((variances.max() ?? 0).squareRoot() + 1e-12)
    var (lower, upper) = ((means.min() ?? 0) - reach, (means.max() ?? 0) + reach)
    while upper - lower > 1e-12 * max(1, abs(lower), abs(upper)) {
      let middle = 0.5 * (lower + upper)
      if middle <= lower || middle >= upper { break }
      if distribution(middle) < p { lower = middle } else { upper = middle }
    }
    return 0.5 * (lower + upper)
  }

  /// How far another distribution is from this one.
  public struct Distance: Sendable, Equatable {
    /// max |F(x) − G(x)|
    public let kolmogorov: Double
    /// W₂ = √∫₀¹ (F⁻¹ − G⁻¹)² dp
    public let wasserstein: Double

    public init(kolmogorov: Double, wasserstein: Double) {
      (self.kolmogorov, self.wasserstein) = (kolmogorov, wasserstein)
    }
  }

  /// By tables of both distribution functions on one grid over seven deviations on either side, and
  /// straight lines between: exact to a ten-thousandth of a deviation where components are not much narrower than
  /// their mixture, and no component narrower than the grid is told from a step. W₂ is summed over the midpoints of
  /// 1,000 equal parts of [0, 1]. Not a number where a mean or a variance is not finite.
  ///
  /// - Complexity: 1,000 times the components of both.
  public func distance(to other: NormalMixture) -> Distance {
    let steps = 1_000
    let both = [self, other].map { (mean: $0.mean, deviation: $0.variance.squareRoot()) }
    let lower = both.map { $0.mean - 7 * $0.deviation }.min() ?? 0
    let upper = both.map { $0.mean + 7 * $0.deviation }.max() ?? 0
    guard both.allSatisfy({ $0.mean.isFinite && $0.deviation.isFinite }) else {
      return Distance(kolmogorov: .nan, wasserstein: .nan)
    }
    guard upper > lower else { return Distance(kolmogorov: 0, wasserstein: 0) }
    let grid = (0...steps).map { lower + (upper - lower) * Double($0) / Double(steps) }
    let (first, second) = (grid.map(distribution), grid.map(other.distribution))
    let parts = 1_000
    let middles = (0..<parts).map { (Double($0) + 0.5) / Double(parts) }
    let apart = zip(Self.quantiles(middles, grid, first), Self.quantiles(middles, grid, second))
    return Distance(
      kolmogorov: zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) },
      wasserstein: (apart.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(parts)).squareRoot())
  }

  /// Of rising probabilities, by straight lines of a tabulated distribution function.
  private static func quantiles(_ probabilities: [Double], _ grid: [Double], _ table: [Double]) -> [Double] {
    var place = 0
    return probabilities.map { p in
      while place + 2 < grid.count && table[place + 1] < p { place += 1 }
      let rise = table[place + 1] - table[place]
      return grid[place] + (rise > 0 ? (p - table[place]) / rise : 0.5) * (grid[place + 1] - grid[place])
    }
  }

  private static func normal(_ x: Double, mean: Double, variance: Double) -> Double {
    variance > 0 ? 0.5 * erfc((mean - x) / (2 * variance).squareRoot()) : x >= mean ? 1 : 0
  }
}
