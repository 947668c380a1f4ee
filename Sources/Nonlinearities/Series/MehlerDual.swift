/// The duals of tanh and of a user's smooth φ at many different variances, at the speed of a closed form.
///
/// By Mehler's formula T = Σ aₙ(q₁) aₙ(q₂) cⁿ (Daniely et al. 2016): the coefficients of every input are interpolated
/// in q, and a pair is a polynomial of c, eight pairs at a time (`MehlerTile`). Its terms end where cⁿ or the
/// coefficients are negligible. Pairs for which the tables are too short are sums of the duals of erf (tanh: nearly
/// coinciding ones of variances above 3, and any beyond 2¹⁴; `ErfMixtureDual`), or quadrature (a user's φ).
///
/// Which way a pair takes and in what order its terms are summed depends on its own ε and variances alone. Promised: 64
/// ulp for ρ at equal variances, an absolute error of 4e-15 at unequal ones and for Ṫ (a user's φ: of T/√(T T′), and
/// relative to √(Ṫ Ṫ′)).
///
/// - Complexity: for variances about 1 some 10 ns a pair in tiles that are `prepared` (a φ of both parities: 20); 3 µs
///   by the duals of erf, 5 ms by quadrature.
struct MehlerDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let source: any MehlerSource
  private let rowVariances: [Double]
  private let columnVariances: [Double]

  init(_ source: any MehlerSource, rowVariances: [Double], columnVariances: [Double]) {
    self.source = source
    self.rowVariances = rowVariances.map(source.kept)
    self.columnVariances = columnVariances.map(source.kept)
    rowSecondMoments = rowVariances.map(source.secondMoment)
    columnSecondMoments = rowVariances == columnVariances ? rowSecondMoments : columnVariances.map(source.secondMoment)
  }

  var isPreparable: Bool { true }

  func reflection(row: Int, column: Int) -> DualReflection? { source.reflection }

  func prepared(rows: Range<Int>, columns: Range<Int>) -> (any DualMap)? { tile(rows, columns) }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    tile(row..<row + 1, columns).map(row: row, columns: columns, separations: separations, derivatives: derivatives)
  }

  private func tile(_ rows: Range<Int>, _ columns: Range<Int>) -> MehlerTile {
    MehlerTile(
      source, rows: rows, columns: columns, rowVariances: rowVariances, columnVariances: columnVariances,
      rowSecondMoments: rowSecondMoments, columnSecondMoments: columnSecondMoments)
  }
}
