/// Some columns of a symmetric matrix from the first of them down, [n − c, w]: of all panels side by side, half of the
/// matrix.
public struct SymmetricPanel: Sendable {
  public let columns: Range<Int>
  /// Entry (c + i, c + j) at [i, j].
  public let numbers: Matrix<Double>

  /// Columns of a product in one call of BLAS.
  private static let piece = 64

  /// - Parameter lower: what lies right of the diagonal is set to its mirror.
  public init(_ columns: Range<Int>, _ lower: consuming Matrix<Double>) {
    var numbers = consume lower
    precondition(numbers.columns == columns.count, "a panel has its columns")
    for j in 1..<max(1, columns.count) { for i in 0..<j { numbers[i, j] = numbers[j, i] } }
    (self.columns, self.numbers) = (columns, numbers)
  }

  /// n
  public var order: Int { columns.lowerBound + numbers.rows }

  /// Adds to A x of every row x of `block`, [m, n], what the panel and its mirror have to say.
  ///
  /// The same bits for any number of threads.
  /// - Complexity: 2 m (n − c) w multiply-adds.
  public func add(productWith block: Matrix<Double>, to result: inout Matrix<Double>) throws {
    precondition(block.columns == order && result.columns == order, "right-hand sides have the matrix's order")
    precondition(block.rows == result.rows, "a right-hand side has its product")
    let (first, width) = (columns.lowerBound, columns.count)
    // The panel's rows by the block's own columns.
    try LongRows.add(
      block, columns, byTransposeOf: numbers, to: &result, from: first,
      pieces: TileGrid.pieces(0..<numbers.rows, 8 * Self.piece))
    // Below its square, its mirror: the block's later columns.
    try LongRows.add(
      block, columns.upperBound..<order, by: numbers, from: width, to: &result, at: first,
      pieces: TileGrid.pieces(0..<width, Self.piece))
  }

  /// Sets row `place` of the matrix, as far as this panel has it.
  public func copy(row place: Int, to row: inout Matrix<Double>, at index: Int) {
    let first = columns.lowerBound
    guard place >= first else { return }
    for j in 0..<columns.count { row[index, first + j] = numbers[place - first, j] }
    guard columns.contains(place) else { return }
    for i in columns.count..<max(columns.count, numbers.rows) { row[index, first + i] = numbers[i, place - first] }
  }
}
