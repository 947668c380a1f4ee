/// The duals of tanh and of any smooth φ by their Hermite series (Mehler's formula).
///
/// With unit vectors â = a/‖a‖ and pₙ = â₁ₙ â₂ₙ,
///
///     ρ = ½ Σ (â₁ₙ − â₂ₙ)² + Σ pₙ (1 − cⁿ),    Ṫ = Σ b₁ₙ b₂ₙ cⁿ,
///
/// and the second sum is, with y = 1 − c² = ε(2 − ε),
///
///     y Σₖ (Σ_{m>k} p₂ₘ) c²ᵏ + ε Σ p₂ₘ₊₁ + c y Σₖ (Σ_{m>k} p₂ₘ₊₁) c²ᵏ:
///
/// positive terms for c ≥ 0, so ρ keeps relative precision. Promised: 64 ulp for ρ at equal variances (the rounding of the
/// coefficients), an absolute error of 4e-15 at unequal ones, 64 ulp of Ṫ(q) for Ṫ.
///
/// - Complexity: for n terms (tanh: 77 q, half of them zero) n multiply-adds a pair and value, on eight lanes at a time
///   where neighbouring columns share a variance; n more for every new pair of variances.
struct HermiteDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let series: [HermiteSeries]
  private let rowSeries: [Int]
  private let columnSeries: [Int]

  /// Nil if the series of one of the variances does not converge.
  init?(_ nonlinearity: Nonlinearity, rowVariances: [Double], columnVariances: [Double]) {
    var indices: [Double: Int] = [:]
    var (series, moments): ([HermiteSeries], [Double]) = ([], [])
    for variance in rowVariances + columnVariances where indices[variance] == nil {
      guard let new = HermiteSeries(nonlinearity, variance: variance) else { return nil }
      indices[variance] = series.count
      series.append(new)
      moments.append(nonlinearity.secondMoment(variance))
    }
    self.series = series
    rowSeries = rowVariances.map { indices[$0, default: 0] }
    columnSeries = columnVariances.map { indices[$0, default: 0] }
    rowSecondMoments = rowSeries.map { moments[$0] }
    columnSecondMoments = columnSeries.map { moments[$0] }
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let first = rowSeries[row]
    var start = columns.lowerBound
    while start < columns.upperBound {
      let second = columnSeries[start]
      var end = start + 1
      while end < columns.upperBound, columnSeries[end] == second { end += 1 }
      let offset = start - columns.lowerBound
      let count = end - start
      if let derivatives {
        mapDerivatives(series[first], series[second], separations + offset, derivatives + offset, count)
      }
      if rowSecondMoments[row] == 0 || columnSecondMoments[start] == 0 {
        (separations + offset).update(repeating: 0, count: count)
      } else {
        mapSeparations(
          series[first], series[second], isSame: first == second, separations + offset, count)
      }
      start = end
    }
  }

  private func mapDerivatives(
    _ first: HermiteSeries, _ second: HermiteSeries, _ separations: UnsafeMutablePointer<Double>,
    _ derivatives: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    let (b1, b2) = (first.derivative.values, second.derivative.values)
    let length = first.derivative.sharedCount(second.derivative)
    ParityPolynomials.with(count: length) { polynomials in
      for n in 0..<length { polynomials[n] = b1[n] * b2[n] }
      polynomials.forEachBlock(separations, count) { block, even, odd in
        for k in block {
          let i = k - block.lowerBound
          derivatives[k] = even[i] + (1 - separations[k]) * odd[i]
        }
      }
    }
  }

  private func mapSeparations(
    _ first: HermiteSeries, _ second: HermiteSeries, isSame: Bool, _ separations: UnsafeMutablePointer<Double>,
    _ count: Int
  ) {
    let (a1, a2) = (first.direction.values, second.direction.values)
    var radial = 0.0
    if !isSame {
      // Ascending sums of squares, the smallest first.
      for n in stride(from: max(a1.count, a2.count) - 1, through: 0, by: -1) {
        let gap = (n < a1.count ? a1[n] : 0) - (n < a2.count ? a2[n] : 0)
        radial += 0.5 * gap * gap
      }
    }
    let shared = first.direction.sharedCount(second.direction)
    ParityPolynomials.with(count: shared) { polynomials in
      var tails = (0.0, 0.0)
      for n in stride(from: shared - 1, through: 0, by: -1) {
        polynomials[n] = tails.0
        tails = (tails.1, tails.0 + a1[n] * a2[n])
      }
      // After the loop the tails are whole sums; which of them is the odd one does not depend on the length.
      let odd = tails.0
      polynomials.forEachBlock(separations, count) { block, evenTails, oddTails in
        for k in block {
          let (i, separation) = (k - block.lowerBound, separations[k])
          let y = separation * (2 - separation)
          let gap = separation * odd + y * (evenTails[i] + (1 - separation) * oddTails[i])
          separations[k] = radial + gap
        }
      }
    }
  }
}
