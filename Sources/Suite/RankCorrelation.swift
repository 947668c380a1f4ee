/// Spearman's rank correlation: that of the ranks of x and y, equal numbers sharing the mean of their ranks. NaN where
/// one side has fewer than two different numbers or holds a NaN, which has no rank.
///
/// - Complexity: O(n log n).
package func rankCorrelation(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "every x has its y")
  if (x + y).contains(where: \.isNaN) { return .nan }
  let (a, b) = (ranks(x), ranks(y))
  let (meanA, meanB) = (a.mean, b.mean)
  var (covariance, varianceA, varianceB) = (0.0, 0.0, 0.0)
  for (a, b) in zip(a, b) {
    covariance += (a - meanA) * (b - meanB)
    varianceA += (a - meanA) * (a - meanA)
    varianceB += (b - meanB) * (b - meanB)
  }
  return covariance / (varianceA * varianceB).squareRoot()
}

private func ranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var first = 0
  while first < order.count {
    var end = first
    while end < order.count, values[order[end]] == values[order[first]] { end += 1 }
    for k in first..<end { ranks[order[k]] = Double(first + end - 1) / 2 }
    first = end
  }
  return ranks
}
