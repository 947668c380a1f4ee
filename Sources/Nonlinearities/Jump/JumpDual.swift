import CElementary

/// The duals of functions that are constant on both sides of 0 and h apart there: a step has T = (π − θ)/(2π) and
/// ρ = θ/π, sign T = 1 − 2θ/π and ρ = 2θ/π. Between inputs that do not coincide
///
///     Ṫ = h² E[δ(u) δ(v)] = h²/(2π √(q₁q₂) sin θ)
///
/// is finite. Promised: 4 ulp for ρ.
struct JumpDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let isOdd: Bool
  private let square: Double
  private let rowVariances: [Double]
  /// √q of every column.
  private let table: ColumnTable

  init(_ definition: Jump, height: Double, rowVariances: [Double], columnVariances: [Double]) {
    (isOdd, square, self.rowVariances) = (definition.isOdd, height * height, rowVariances)
    rowSecondMoments = rowVariances.map(definition.secondMoment)
    columnSecondMoments = columnVariances.map(definition.secondMoment)
    table = ColumnTable(columnVariances, secondMoments: columnSecondMoments, quantities: [{ $0.squareRoot() }])
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let perAngle = (isOdd ? 2 : 1) / Double.pi
    if let derivatives {
      let root = rowVariances[row].squareRoot()
      table.withPointer(to: columns.lowerBound) { roots in
        for k in 0..<columns.count {
          let sine = elementary_sqrt(elementary_max(0, separations[k] * (2 - separations[k])))
          derivatives[k] = square / (2 * Double.pi * root * roots[k] * sine)
        }
      }
    }
    for k in 0..<columns.count {
      let separation = separations[k]
      let z = elementary_max(0, 0.5 * elementary_min(separation, 2 - separation))
      let root = elementary_sqrt(z)
      let turn = perAngle * (2 * elementary_multiply_add(root * z, ArcSine.excess(z), root))
      separations[k] = separation <= 1 ? turn : perAngle * Double.pi - turn
    }
    if rowSecondMoments[row] == 0 { separations.update(repeating: 0, count: columns.count) }
    table.clearZeroColumns(in: columns, separations)
  }

  func reflection(row: Int, column: Int) -> DualReflection? { isOdd ? .odd : nil }
}
