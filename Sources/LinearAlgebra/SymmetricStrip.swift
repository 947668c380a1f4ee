/// Some rows of a symmetric matrix as far as the last one's diagonal, [w, a + w] of the rows a ..< a + w: of all strips
/// one below the other, half of the matrix. In a file of rows a strip is one piece.
public struct SymmetricStrip: Sendable {
  public let rows: Range<Int>
  /// Entry (a + i, j) at [i, j].
  public let numbers: Matrix<Double>

  /// Columns of a product in one call of BLAS.
  private static let piece = 64

  /// - Parameter lower: what lies right of the diagonal is set to its mirror.
  public init(_ rows: Range<Int>, _ lower: consuming Matrix<Double>) {
    var numbers = consume lower
    precondition(numbers.rows == rows.count && numbers.columns == rows.upperBound, "a strip ends at its square")
    let first = rows.lowerBound
    for i in 0..<rows.count { for j in 0..<i { numbers[j, first + i] = numbers[i, first + j] } }
    (self.rows, self.numbers) = (rows, numbers)
  }

  /// Aᵢᵢ of its rows.
  public var diagonal: [Double] { rows.indices.map { numbers[$0 - rows.lowerBound, $0] } }

  /// Adds to A x of every row x of `block`, [m, n], what the strip and its mirror have to say.
  ///
  /// The same bits for any number of threads.
  /// - Complexity: 2 m (a + w) w multiply-adds.
  public func add(productWith block: Matrix<Double>, to result: inout Matrix<Double>) throws {
    precondition(
      block.columns >= numbers.columns && result.columns >= numbers.columns, "the matrix has the strip's rows")
    precondition(block.rows == result.rows, "a right-hand side has its product")
    // The strip's rows by the block's first columns.
    try LongRows.add(
      block, 0..<numbers.columns, byTransposeOf: numbers, to: &result, from: rows.lowerBound,
      pieces: TileGrid.pieces(0..<rows.count, Self.piece))
    // Its mirror above its square: the block's own columns.
    try LongRows.add(
      block, rows, by: numbers, from: 0, to: &result, at: 0,
      pieces: TileGrid.pieces(0..<rows.lowerBound, 8 * Self.piece))
  }

  /// Sets row `place` of the matrix, as far as this strip has it.
  public func copy(row place: Int, to target: inout Matrix<Double>, at index: Int) {
    let first = rows.lowerBound
    if rows.contains(place) {
      for j in 0..<rows.upperBound { target[index, j] = numbers[place - first, j] }
    } else if place < first {
      for i in 0..<rows.count { target[index, first + i] = numbers[i, place] }
    }
  }
}
