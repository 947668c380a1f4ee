/// The median of repeated numbers and its standard error, by the bootstrap summed exactly (Maritz and Jarrett 1978).
///
/// Of n numbers drawn from n, each as likely as the others and any number of times, the r-th smallest is at most the
/// i-th of those that are there with the probability that r or more of n draws are: a binomial sum in i/n. Half-way
/// between two middle ones, for an even n, the lower is of rank i and the upper of rank j > i with probability
///
///     C(n, n/2) ((i/n)^{n/2} − ((i−1)/n)^{n/2}) (((n−j+1)/n)^{n/2} − ((n−j)/n)^{n/2}).
///
/// The variance is multiplied by n/(n − 1), what the bootstrap's variance of a mean lacks.
package struct SampleMedian: Sendable, Equatable {
  /// NaN of none.
  package let median: Double
  /// nil for fewer than two values: nothing was repeated.
  package let standardError: Double?

  /// - Complexity: O(n²).
  package init(_ values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first else {
      (median, standardError) = (.nan, nil)
      return
    }
    let (count, upper) = (sorted.count, sorted.count / 2)
    let lower = (count - 1) / 2
    median = (sorted[lower] + sorted[upper]) / 2
    guard count > 1 else {
      standardError = nil
      return
    }
    // About the smallest, so that equal numbers have an error of 0.
    let places = sorted.map { $0 - first }
    var (sum, squares) = (0.0, 0.0)
    func add(_ value: Double, _ probability: Double) {
      sum += probability * value
      squares += probability * value * value
    }
    for i in places.indices {
      // That the lower middle one is of rank i, less that the upper is of a higher rank.
      var own = Self.isAtMost(rank: i + 1, order: lower + 1, count) - Self.isAtMost(rank: i, order: lower + 1, count)
      if lower < upper {
        for j in places.indices.dropFirst(i + 1) {
          let probability = Self.middle(i, j, count)
          add((places[i] + places[j]) / 2, probability)
          own -= probability
        }
      }
      add(places[i], own)
    }
    let variance = max(0, squares - sum * sum) * Double(count) / Double(count - 1)
    standardError = variance.squareRoot()
  }

  /// The probability that of `count` draws `order` or more are among the `rank` smallest.
  private static func isAtMost(rank: Int, order: Int, _ count: Int) -> Double {
    let share = Double(rank) / Double(count)
    return (order...count).reduce(0) {
      $0 + binomial(count, $1) * power(share, $1) * power(1 - share, count - $1)
    }
  }

  /// The probability that the middle two of an even number of draws are of ranks i < j, from 0.
  private static func middle(_ i: Int, _ j: Int, _ count: Int) -> Double {
    let (n, half) = (Double(count), count / 2)
    func share(_ rank: Int) -> Double { power(Double(rank) / n, half) }
    return binomial(count, half) * (share(i + 1) - share(i)) * (share(count - j) - share(count - j - 1))
  }

  private static func binomial(_ n: Int, _ k: Int) -> Double {
    (0..<min(k, n - k)).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
