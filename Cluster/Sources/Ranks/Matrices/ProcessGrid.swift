import CScaLAPACK

/// The ranks as a grid of rows × columns, over which matrices are laid; as near to a square as their number allows,
/// with no more rows than columns.
public final class ProcessGrid: Sendable {
  public let communicator: Communicator
  public let shape: GridShape
  /// This rank's place.
  public let row, column: Int
  /// By which BLACS knows it.
  let context: Int32

  /// Every rank makes it at the same time.
  public init(_ communicator: Communicator) {
    self.communicator = communicator
    shape = GridShape(ranks: communicator.size)
    var context: Int32 = 0
    Cblacs_get(0, 0, &context)
    Cblacs_gridinit(&context, "Row", Int32(shape.rows), Int32(shape.columns))
    self.context = context
    (row, column) = shape.place(of: communicator.rank)
  }
}

/// How many rows and columns of ranks there are, ranks counted row by row.
public struct GridShape: Sendable, Equatable {
  public let rows, columns: Int

  public init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  public init(ranks: Int) {
    rows = (1...max(1, ranks)).last { $0 * $0 <= ranks && ranks.isMultiple(of: $0) } ?? 1
    columns = ranks / rows
  }

  public var count: Int { rows * columns }
  func place(of rank: Int) -> (row: Int, column: Int) { (rank / columns, rank % columns) }
  func rank(row: Int, column: Int) -> Int { row * columns + column }
}
