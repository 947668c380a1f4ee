import Foundation

/// Two classifiers on the same test images: McNemar's test of whether they are right equally often.
///
/// Of the images that one of them alone has right, each is the first's with probability 1/2 if they are equally good.
/// Images that both have right, or neither, say nothing. McNemar 1947; exact, by the binomial distribution.
package struct PairedComparison: Sendable, Equatable {
  /// Images that the first, or the second, alone has right.
  package let firstAlone, secondAlone: Int

  package init(firstAlone: Int, secondAlone: Int) { (self.firstAlone, self.secondAlone) = (firstAlone, secondAlone) }

  /// nil for different numbers of images.
  package init?(_ first: CorrectImages, _ second: CorrectImages) {
    guard first.isCorrect.count == second.isCorrect.count else { return nil }
    let pairs = zip(first.isCorrect, second.isCorrect)
    self.init(firstAlone: pairs.count { $0 && !$1 }, secondAlone: pairs.count { !$0 && $1 })
  }

  /// The probability of a difference at least as large, in either direction, between equally good classifiers: twice
  /// Σ_{k ≤ min} C(n, k) 2⁻ⁿ over the n images that one alone has right, at most 1.
  package var probability: Double {
    let n = firstAlone + secondAlone
    let least = min(firstAlone, secondAlone)
    guard firstAlone != secondAlone else { return 1 }
    // From the largest term down: what follows is smaller by at least k/(n − k + 1).
    let ways: Double = lgamma(Double(n + 1)) - lgamma(Double(least + 1)) - lgamma(Double(n - least + 1))
    let largest: Double = exp(ways - Double(n) * log(2.0))
    var (term, sum) = (1.0, 0.0)
    for k in stride(from: least, through: 0, by: -1) where term > 0 {
      sum += term
      term *= Double(k) / Double(n - k + 1)
    }
    return min(1, 2 * largest * sum)
  }

  /// Which is better beyond 95 %: 1 the first, −1 the second, 0 neither.
  package var sign: Int { probability >= 0.05 ? 0 : firstAlone > secondAlone ? 1 : -1 }

  /// The first's accuracy less the second's on `images` test images, and its variance over test images drawn anew.
  package func difference(images: Int) -> (mean: Double, variance: Double) {
    let (n, b, c) = (Double(images), Double(firstAlone), Double(secondAlone))
    return ((b - c) / n, (b + c - (b - c) * (b - c) / n) / (n * n))
  }
}
