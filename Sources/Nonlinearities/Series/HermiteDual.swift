/// The duals of tanh and of any smooth φ by their Hermite series (Mehler's formula; `HermitePair` has it).
///
/// The terms of 1 − T are positive for c ≥ 0, so ρ keeps relative precision. Promised: 64 ulp for ρ at equal variances
/// (the rounding of the coefficients), an absolute error of 4e-15 at unequal ones, 64 ulp of Ṫ(q) for Ṫ.
///
/// - Complexity: for n terms (tanh: 300 q, half of them zero) n multiply-adds a pair and value, on eight lanes at a
///   time where neighbouring columns share a variance. Where the distinct variances make too many pairs to prepare,
///   three times that, one lane at a time.
struct HermiteDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let isOdd: Bool
  private let series: [HermiteSeries]
  private let rowSeries: [Int]
  private let columnSeries: [Int]
  /// All pairs of series, row by row; empty if they would take more than 32 MB.
  private let pairs: [HermitePair]
  private static let largestPreparation = 1 << 21

  /// Nil if the series of one of the variances does not converge.
  init?(_ definition: some NonlinearityDefinition, rowVariances: [Double], columnVariances: [Double]) {
    var indices: [Double: Int] = [:]
    var (series, moments): ([HermiteSeries], [Double]) = ([], [])
    for variance in rowVariances + columnVariances where indices[variance] == nil {
      guard let new = HermiteSeries(definition, variance: definition.kept(variance)) else { return nil }
      indices[variance] = series.count
      series.append(new)
      moments.append(definition.secondMoment(variance))
    }
    (self.series, isOdd) = (series, definition.isOdd)
    rowSeries = rowVariances.map { indices[$0, default: 0] }
    columnSeries = columnVariances.map { indices[$0, default: 0] }
    rowSecondMoments = rowSeries.map { moments[$0] }
    columnSecondMoments = columnSeries.map { moments[$0] }
    let longest = series.reduce(0) { max($0, $1.direction.values.count) }
    if series.count * series.count * longest <= Self.largestPreparation {
      pairs = series.flatMap { first in series.map { HermitePair(first, $0) } }
    } else {
      pairs = []
    }
  }

  /// Where all variances are one, up to a largest: its series is prepared once, for all pairs of inputs.
  static func ofOneVariance(
    _ definition: some NonlinearityDefinition, rowVariances: [Double], columnVariances: [Double], upTo largest: Double
  ) -> HermiteDual? {
    guard let variance = rowVariances.first ?? columnVariances.first, variance <= largest,
      rowVariances.allSatisfy({ $0 == variance }), columnVariances.allSatisfy({ $0 == variance })
    else { return nil }
    return HermiteDual(definition, rowVariances: rowVariances, columnVariances: columnVariances)
  }

  /// The dual of those `variances` whose series converges, and which these are; its rows and its columns are that list.
  /// Pairs are not prepared: a pair's bits then depend on nothing but its own two variances.
  static func ofConvergent(_ definition: some NonlinearityDefinition, variances: [Double]) -> (
    dual: HermiteDual, variances: [Double]
  ) {
    let known = variances.compactMap { variance -> (variance: Double, series: HermiteSeries)? in
      HermiteSeries(definition, variance: definition.kept(variance)).map { (variance, $0) }
    }
    let moments = known.map { definition.secondMoment($0.variance) }
    let dual = HermiteDual(series: known.map(\.series), moments: moments, isOdd: definition.isOdd)
    return (dual, known.map(\.variance))
  }

  private init(series: [HermiteSeries], moments: [Double], isOdd: Bool) {
    (self.series, self.isOdd, pairs) = (series, isOdd, [])
    (rowSeries, columnSeries) = (Array(series.indices), Array(series.indices))
    (rowSecondMoments, columnSecondMoments) = (moments, moments)
  }

  func reflection(row: Int, column: Int) -> DualReflection? { isOdd ? .odd : nil }

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
      let (offset, count) = (start - columns.lowerBound, end - start)
      let isConstant = rowSecondMoments[row] == 0 || columnSecondMoments[start] == 0
      if pairs.isEmpty {
        for k in offset..<offset + count {
          let c = 1 - separations[k]
          if let derivatives { derivatives[k] = series[first].derivative.product(series[second].derivative, c) }
          separations[k] = series[first].direction.gap(series[second].direction, separation: separations[k])
        }
      } else {
        let pair = pairs[first * series.count + second]
        if let derivatives { pair.mapDerivatives(separations + offset, into: derivatives + offset, count: count) }
        pair.mapSeparations(separations + offset, count: count)
      }
      if isConstant { (separations + offset).update(repeating: 0, count: count) }
      start = end
    }
  }
}
