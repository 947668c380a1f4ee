/// What the best of so many random trials would give: the bootstrap over the trials that were run, summed exactly.
///
/// Of k trials drawn from the N that were run, each as likely as the others and any number of times, the best on
/// validation images is the one of rank r with probability ((N − r + 1)/N)^k − ((N − r)/N)^k. What a trial beyond the
/// N would have found, no bootstrap knows: for k well above N the expectation is that of the best of the N.
///
/// Only the first ranks have to be known. In successive halving those behind stopped early, where another search that
/// had not found better ones would have trained them on: all that is behind stands for the last that is known.
package struct BestOfTrials: Sendable {
  /// The test accuracies of the first trials by falling rank on validation images.
  private let accuracies: [Double]
  /// N
  package let trials: Int

  /// - Precondition: there are at most `trials` accuracies.
  package init(ranked accuracies: [Double], of trials: Int) { (self.accuracies, self.trials) = (accuracies, trials) }

  /// The mean and the standard deviation of the test accuracy of the best of `count`; nil without trials.
  package func best(of count: Int) -> (mean: Double, deviation: Double)? {
    guard !accuracies.isEmpty, count > 0 else { return nil }
    let weights = accuracies.indices.map { probability(rank: $0, of: count) }
    let mean = zip(weights, accuracies).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = zip(weights, accuracies).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    return (mean, variance.squareRoot())
  }

  /// - Parameter rank: from 0.
  private func probability(rank: Int, of count: Int) -> Double {
    let n = Double(trials)
    func notAbove(_ rank: Int) -> Double { power((n - Double(rank)) / n, count) }
    return notAbove(rank) - (rank + 1 < accuracies.count ? notAbove(rank + 1) : 0)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
