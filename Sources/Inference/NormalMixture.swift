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

  /// max |F(x) − G(x)| of this distribution and another, over a grid of both that is finer than a hundredth of the
  /// narrower one's deviation.
  public func kolmogorovDistance(to other: NormalMixture) -> Double {
    let deviations = [self, other].map { $0.variance.squareRoot() }
    let lower = zip([self, other], deviations).map { $0.mean - 6 * $1 }.min() ?? 0
    let upper = zip([self, other], deviations).map { $0.mean + 6 * $1 }.max() ?? 0
    let steps = min(20_000, max(600, Int(100 * (upper - lower) / max(deviations.min() ?? 1, 1e-9))))
    return (0...steps).reduce(0) { largest, k in
      let x = lower + (upper - lower) * Double(k) / Double(steps)
      return max(largest, abs(distribution(x) - other.distribution(x)))
    }
  }

  /// W₂ of this distribution and another, √∫₀¹ (F⁻¹ − G⁻¹)² dp, by the midpoints of `count` equal parts of [0, 1]: what
  /// lies beyond the outermost midpoints is counted with them.
  public func wassersteinDistance(to other: NormalMixture, count: Int = 200) -> Double {
    let square = (0..<count).reduce(0.0) { sum, k in
      let p = (Double(k) + 0.5) / Double(count)
      let apart = quantile(p) - other.quantile(p)
      return sum + apart * apart
    }
    return (square / Double(count)).squareRoot()
  }

  private static func normal(_ x: Double, mean: Double, variance: Double) -> Double {
    variance > 0 ? 0.5 * erfc((mean - x) / (2 * variance).squareRoot()) : x >= mean ? 1 : 0
  }
}
