import Randomness
import Suite

/// The generalisation gaps of networks of one width, their smallest and their median, with bootstrap errors.
struct GapSample {
  /// Ascending.
  let gaps: [Double]

  init(_ gaps: [Double]) { self.gaps = gaps.sorted() }

  var count: Int { gaps.count }
  var smallest: Double? { gaps.first }
  var median: Double? { Self.median(gaps) }

  /// Of an even number of gaps the mean of the two in the middle.
  private static func median(_ sorted: [Double]) -> Double? {
    sorted.isEmpty ? nil : (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Mean and deviation of the smallest of `count` gaps drawn from these, each as likely as the others; nil for fewer
  /// than two, which say nothing of their spread.
  func smallest(of count: Int) -> (mean: Double, deviation: Double)? {
    gaps.count < 2 ? nil : BestOfTrials(ranked: gaps, of: gaps.count).best(of: count)
  }

  /// The standard deviation of the median over bootstrap samples; nil for fewer than two gaps.
  /// - Complexity: O(`samples` · n log n).
  var medianError: Double? {
    guard gaps.count >= 2 else { return nil }
    var generator = CounterBasedGenerator(
      seed: Seed(root: 0, experiment: "lee2018/figure2", purpose: "bootstrap of a median", index: gaps.count))
    let medians = (0..<Self.samples).compactMap { _ in
      Self.median(gaps.map { _ in gaps[generator.below(gaps.count)] }.sorted())
    }
    let mean = medians.reduce(0, +) / Double(medians.count)
    return (medians.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(medians.count - 1)).squareRoot()
  }

  private static let samples = 2_000
}
