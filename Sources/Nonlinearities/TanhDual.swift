/// The duals of tanh at many different variances, at the speed of a closed form.
///
/// By Mehler's formula T = Σ aₙ(q₁) aₙ(q₂) cⁿ (Daniely et al. 2016): the coefficients of every input are interpolated
/// in q (`MehlerTable`), and a pair is a polynomial of c, eight pairs at a time (`TanhTile`). Its terms end where cⁿ or
/// the coefficients are negligible; pairs for which a thousand are not enough (nearly coinciding ones of variances
/// above 3, and any beyond 2¹⁴) are sums of the duals of erf (`ErfMixtureDual`).
///
/// Which way a pair takes and in what order its terms are summed depends on its own ε and variances alone. Promised: 64
/// ulp for ρ at equal variances, an absolute error of 4e-15 at unequal ones and for Ṫ.
///
/// - Complexity: for variances about 1 some 10 ns a pair in tiles that are `prepared`; 3 µs by the duals of erf.
struct TanhDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let rowVariances: [Double]
  private let columnVariances: [Double]

  init(rowVariances: [Double], columnVariances: [Double]) {
    self.rowVariances = rowVariances.map(Nonlinearity.withoutUnderflow)
    self.columnVariances = columnVariances.map(Nonlinearity.withoutUnderflow)
    rowSecondMoments = rowVariances.map(Nonlinearity.tanh.secondMoment)
    columnSecondMoments = columnVariances.map(Nonlinearity.tanh.secondMoment)
  }

  var isPreparable: Bool { true }

  func reflection(row: Int, column: Int) -> DualReflection? { .odd }

  func prepared(rows: Range<Int>, columns: Range<Int>) -> (any DualMap)? { tile(rows, columns) }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    tile(row..<row + 1, columns).map(row: row, columns: columns, separations: separations, derivatives: derivatives)
  }

  private func tile(_ rows: Range<Int>, _ columns: Range<Int>) -> TanhTile {
    TanhTile(
      rows: rows, columns: columns, rowVariances: rowVariances, columnVariances: columnVariances,
      rowSecondMoments: rowSecondMoments, columnSecondMoments: columnSecondMoments)
  }
}
