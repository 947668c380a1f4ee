import Suite

/// The generalisation gaps of networks of one width, their smallest and their median, with errors from their spread.
package struct GapSample {
  /// Of fewer networks the spread says nothing of the errors of their smallest and their median.
  static let leastForErrors = 6

  /// Ascending.
  let gaps: [Double]

  package init(_ gaps: [Double]) { self.gaps = gaps.sorted() }

  var count: Int { gaps.count }
  var hasErrors: Bool { count >= Self.leastForErrors }
  var smallest: Double? { gaps.first }
  /// Of an even number of gaps the mean of the two in the middle.
  package var median: Double? { gaps.isEmpty ? nil : SampleMedian(gaps).median }

  /// The smallest of `k` networks: its expectation, and the standard deviation over other networks; nil for more
  /// networks than there are, and for too few to have errors.
  ///
  /// The expectation is the mean over all sets of k of the n networks, without bias: the smallest of a set is of rank r
  /// (from 0) with probability C(n − 1 − r, k − 1) / C(n, k). The deviation is that of k draws from the n, each as
  /// likely as the others (`BestOfTrials`), its square multiplied by n/(n − 1); it is the spread of one such smallest
  /// gap, and so the error of the expectation from above.
  package func smallest(of k: Int) -> (mean: Double, deviation: Double)? {
    guard hasErrors, k >= 1, k <= count, let draws = BestOfTrials(ranked: gaps, of: count).best(of: k) else {
      return nil
    }
    var (mean, probability) = (0.0, Double(k) / Double(count))
    for (rank, gap) in gaps.enumerated() where probability > 0 {
      mean += probability * gap
      probability *= Double(count - rank - k) / Double(max(1, count - 1 - rank))
    }
    return (mean, draws.deviation * (Double(count) / Double(count - 1)).squareRoot())
  }

  /// nil for too few gaps.
  package var medianError: Double? { hasErrors ? SampleMedian(gaps).standardError : nil }
}
