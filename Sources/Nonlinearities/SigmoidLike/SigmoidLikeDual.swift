import CElementary

/// The duals of ½ + ½ erf(bx) from erf's at b²q. With τ = √T of erf, T = ¼(1 + τ²) and
///
///     ρ √(T T′) = √(T T′) − ¼ (1 + τ τ′) + ¼ τ τ′ ρ_erf,
///     √(T T′) − ¼ (1 + τ τ′) = (τ − τ′)²/[16 √(T T′) + 4 (1 + τ τ′)].
///
/// Promised: that of erf's ρ.
struct SigmoidLikeDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let rate: Double
  private let erf: ErfDual

  init(rate: Double, row: [Double], column: [Double], moments: (row: [Double], column: [Double])) {
    self.rate = rate
    (rowSecondMoments, columnSecondMoments) = moments
    erf = ErfDual(rowVariances: row.map { rate * $0 }, columnVariances: column.map { rate * $0 })
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    erf.map(row: row, columns: columns, separations: separations, derivatives: derivatives)
    let (square1, moment1) = (erf.rowSecondMoments[row], rowSecondMoments[row])
    let root1 = elementary_sqrt(square1)
    for k in 0..<columns.count {
      let square2 = erf.columnSecondMoments[columns.lowerBound + k]
      let root2 = elementary_sqrt(square2)
      let norm = elementary_sqrt(moment1 * columnSecondMoments[columns.lowerBound + k])
      let (product, gap) = (root1 * root2, root1 - root2)
      let radial = gap * gap / (16 * norm + 4 * (1 + product))
      separations[k] = (radial + 0.25 * product * separations[k]) / norm
      if let derivatives { derivatives[k] *= 0.25 * rate }
    }
  }
}
