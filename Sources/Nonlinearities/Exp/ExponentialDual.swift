import CElementary

/// The duals of functions whose Ṫ is r T: a e^{bx} with r = b², and `Rbf` with r = 2γ. With s = √(q₁q₂),
///
///     T = √(T(q₁) T(q₂)) e^{−r[½(√q₁ − √q₂)² + s ε]},    ρ = 1 − e^{−r[½(√q₁ − √q₂)² + s ε]},    Ṫ = r T,
///
/// in which nothing cancels. Promised: 16 ulp for ρ at any two variances; for Ṫ 16 ulp of r √(T(q₁) T(q₂)).
///
/// - Complexity: one exponential a pair, eight pairs at a time (`Exponential`).
struct ExponentialDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let rate: Double
  private let rowVariances: [Double]
  /// q, √q and √T(q) of every column.
  private let table: ColumnTable

  init(rate: Double, of definition: some NonlinearityDefinition, rowVariances: [Double], columnVariances: [Double]) {
    (self.rate, self.rowVariances) = (rate, rowVariances)
    rowSecondMoments = rowVariances.map(definition.secondMoment)
    columnSecondMoments = columnVariances.map(definition.secondMoment)
    table = ColumnTable(
      columnVariances, secondMoments: columnSecondMoments,
      quantities: [{ $0 }, { $0.squareRoot() }, { definition.secondMoment($0).squareRoot() }])
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let (q1, norm1) = (rowVariances[row], rowSecondMoments[row].squareRoot())
    let root1 = q1.squareRoot()
    table.withPointer(to: columns.lowerBound) { variances in
      let (roots, norms) = (variances + table.count, variances + 2 * table.count)
      for k in 0..<columns.count {
        // Of equal variances the gap is 0, and of no variances at all 0/0.
        let quotient = (q1 - variances[k]) / (root1 + roots[k])
        let gap = q1 == variances[k] ? 0 : quotient
        let distance = elementary_multiply_add(root1 * roots[k], separations[k], 0.5 * gap * gap)
        separations[k] = -Exponential.minusOne(-rate * distance)
      }
      if let derivatives {
        for k in 0..<columns.count { derivatives[k] = rate * norm1 * norms[k] * (1 - separations[k]) }
      }
    }
    if rowSecondMoments[row] == 0 { separations.update(repeating: 0, count: columns.count) }
    table.clearZeroColumns(in: columns, separations)
  }
}
