/// A⁻¹ of a factored matrix, a strip of rows at a time, so that it is never there as a whole.
///
/// *Method*. Rows of the identity with 1 at index i ≥ f are 0 left of f, and so are L⁻¹'s: forward substitution of a
/// strip that begins at f needs the trailing triangle of L only. Of A⁻¹ = L⁻ᵀ L⁻¹ the entries from f on need the same
/// triangle, since backward substitution begins at the end; those left of f are the former strips' by symmetry.
extension Solver {
  /// Enough for BLAS, and a small part of the factor's memory.
  public var inverseStrip: Int { 256 }

  /// [A⁻¹]ᵢᵢ = Σⱼ ((L⁻¹)ⱼᵢ)².
  /// - Complexity: n³/6 multiply-adds on the device's BLAS threads; 256 n numbers.
  public var inverseDiagonal: [Double] {
    var diagonal: [Double] = []
    diagonal.reserveCapacity(order)
    for first in stride(from: 0, to: order, by: inverseStrip) {
      var strip = identityRows(from: first)
      solveLower(&strip, from: first)
      for i in 0..<strip.rows { diagonal.append(strip.row(i).reduce(0) { $0 + $1 * $1 }) }
    }
    return diagonal
  }

  /// Gives the upper triangle of A⁻¹ strip by strip.
  ///
  /// - Parameter body: gets f and the entries (f + i, f + j) as a matrix [rows, n − f], of which the first strip's are
  ///   [256, n]. Those of the strip's own square are there on both sides of the diagonal.
  /// - Complexity: n³/3 multiply-adds on the device's BLAS threads; 256 n numbers.
  public func forEachInverseStrip(_ body: (_ first: Int, _ strip: Matrix<Double>) throws -> Void) rethrows {
    for first in stride(from: 0, to: order, by: inverseStrip) {
      var strip = identityRows(from: first)
      solveLower(&strip, from: first)
      solveUpper(&strip, from: first)
      try body(first, strip)
    }
  }

  /// Rows of the identity from index `first` on, without the columns before.
  private func identityRows(from first: Int) -> Matrix<Double> {
    var strip = Matrix<Double>(rows: min(inverseStrip, order - first), columns: order - first)
    for i in 0..<strip.rows { strip[i, i] = 1 }
    return strip
  }
}

extension Solver {
  public func solveLower(_ block: inout Matrix<Double>, from first: Int) {
    block = withLeadingColumns(block, first)
    solveLower(&block)
    block = withoutLeadingColumns(block, first)
  }

  /// Right of `first` backward substitution reads nothing of what lies left of it.
  public func solveUpper(_ block: inout Matrix<Double>, from first: Int) {
    block = withLeadingColumns(block, first)
    solveUpper(&block)
    block = withoutLeadingColumns(block, first)
  }

  private func withLeadingColumns(_ block: Matrix<Double>, _ count: Int) -> Matrix<Double> {
    var whole = Matrix<Double>(rows: block.rows, columns: count + block.columns)
    for i in 0..<block.rows { for j in 0..<block.columns { whole[i, count + j] = block[i, j] } }
    return whole
  }

  private func withoutLeadingColumns(_ block: Matrix<Double>, _ count: Int) -> Matrix<Double> {
    var rest = Matrix<Double>(rows: block.rows, columns: block.columns - count)
    for i in 0..<rest.rows { for j in 0..<rest.columns { rest[i, j] = block[i, count + j] } }
    return rest
  }
}
