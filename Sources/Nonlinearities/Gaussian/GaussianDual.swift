import CElementary

/// The duals of a e^{−gx²/2}, with k = c√(q₁q₂):
///
///     T = a²/√D,    Ṫ = a² g² k/D^{3/2},    D = B + Δ,    B = 1 + g(q₁ + q₂),    Δ = g² q₁q₂ ε(2 − ε).
///
/// Of the ratio R = √(D₁D₂)/D with Dᵢ = 1 + 2gqᵢ the root is 1 − ρ, and as D² − D₁D₂ = g²(q₁ − q₂)² + Δ(2B + Δ),
///
///     1 − R² = u² + t(2 − t),    u = g(q₁ − q₂)/D,    t = Δ/D,    ρ = (1 − R²)/[(1 + √R)(1 + R)]
///
/// is a sum of positive terms. Promised for g ≥ 0: 16 ulp for ρ at any two variances, and of the larger Ṫ(q) for Ṫ. For
/// g < 0 the rounding of 1 + 2gq decides, which vanishes where moments end.
///
/// - Complexity: two divisions and two roots a pair, eight pairs at a time.
struct GaussianDual: DualMap {
  let rowSecondMoments: [Double]
  let columnSecondMoments: [Double]
  private let square: Double
  private let width: Double
  private let rowVariances: [Double]
  /// q, √q and √(1 + 2gq) of every column.
  private let table: ColumnTable

  init(scale a: Double, width: Double, rowVariances: [Double], columnVariances: [Double]) {
    let definition = Gaussian(a: a, b: -0.5 * width)
    (square, self.width, self.rowVariances) = (a * a, width, rowVariances)
    rowSecondMoments = rowVariances.map(definition.secondMoment)
    columnSecondMoments = columnVariances.map(definition.secondMoment)
    table = ColumnTable(
      columnVariances, secondMoments: columnSecondMoments,
      quantities: [{ $0 }, { $0.squareRoot() }, { (1 + 2 * width * $0).squareRoot() }])
  }

  func map(
    row: Int, columns: Range<Int>, separations: UnsafeMutablePointer<Double>,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let q1 = rowVariances[row]
    let (root1, spread1) = (q1.squareRoot(), (1 + 2 * width * q1).squareRoot())
    table.withPointer(to: columns.lowerBound) { variances in
      let (roots, spreads) = (variances + table.count, variances + 2 * table.count)
      if let derivatives {
        for k in 0..<columns.count {
          let pair = Pair(q1, variances[k], root1 * roots[k], separations[k], width)
          derivatives[k] = square * pair.derivative
        }
      }
      for k in 0..<columns.count {
        let pair = Pair(q1, variances[k], root1 * roots[k], separations[k], width)
        separations[k] = pair.separation(ratio: spread1 * spreads[k] * pair.inverse)
      }
    }
    if rowSecondMoments[row] == 0 { separations.update(repeating: 0, count: columns.count) }
    table.clearZeroColumns(in: columns, separations)
  }

  func reflection(row: Int, column: Int) -> DualReflection? { .even }

  /// One pair of inputs, in the notation above.
  private struct Pair {
    /// 1/D, u, t and g k/D
    let inverse, gap, share, overlap: Double
    let width: Double

    @inline(__always)
    init(_ q1: Double, _ q2: Double, _ root: Double, _ separation: Double, _ width: Double) {
      let scaled = width * root
      let open = scaled * scaled * (separation * (2 - separation))
      self.width = width
      inverse = 1 / (1 + width * (q1 + q2) + open)
      gap = width * (q1 - q2) * inverse
      share = open * inverse
      overlap = scaled * (1 - separation) * inverse
    }

    @inline(__always)
    var derivative: Double { overlap * width * elementary_sqrt(inverse) }

    @inline(__always)
    func separation(ratio: Double) -> Double {
      let square = elementary_multiply_add(gap, gap, share * (2 - share))
      return square / ((1 + elementary_sqrt(ratio)) * (1 + ratio))
    }
  }
}
