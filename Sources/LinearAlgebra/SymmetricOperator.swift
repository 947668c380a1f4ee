/// A symmetric positive semidefinite matrix A that is known by what can be asked of it: it may be computed again at
/// every question, lie on disk, or be spread over machines, and need never be there as a whole.
///
/// Every answer has the same bits for any number of threads, so that what is computed from them has too.
public protocol SymmetricOperator {
  /// n
  var order: Int { get }

  /// Aᵢᵢ
  var diagonal: [Double] { get throws }

  /// The rows of `places` in their order, [places.count, n].
  /// - Complexity: places.count · n entries.
  func rows(_ places: [Int]) throws -> Matrix<Double>

  /// A x of every row x of `block`, [m, n].
  /// - Complexity: n²/2 entries or n², and m n² multiply-adds.
  func product(_ block: Matrix<Double>) throws -> Matrix<Double>
}

/// A symmetric matrix in memory as an operator.
public struct DenseOperator: SymmetricOperator, Sendable {
  public let matrix: Matrix<Double>

  /// Rows of A in one product of BLAS: enough for its speed, and pieces for many threads.
  private static let pieceRows = 256

  /// - Parameter matrix: A, symmetric, both triangles set.
  public init(_ matrix: Matrix<Double>) {
    precondition(matrix.rows == matrix.columns, "a symmetric matrix is square")
    self.matrix = matrix
  }

  public var order: Int { matrix.rows }

  public var diagonal: [Double] { matrix.diagonal }

  public func rows(_ places: [Int]) -> Matrix<Double> {
    Matrix(rows: places.count, columns: order, elements: places.flatMap { matrix.row($0) })
  }

  public func product(_ block: Matrix<Double>) throws -> Matrix<Double> {
    var result = Matrix<Double>(rows: block.rows, columns: order)
    try LongRows.multiply(
      block, byTransposeOf: matrix, into: &result, pieces: TileGrid.pieces(0..<order, Self.pieceRows))
    return result
  }
}
