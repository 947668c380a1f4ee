/// A fixed grid of rectangular tiles over an index range [0, rows) × [0, columns).
///
/// Tile boundaries are multiples of `tile` in absolute indices, so that what is computed for an entry never depends on
/// the number of threads or on which part of a larger matrix was asked for.
public struct TileGrid: Sendable {
  public let rows: Range<Int>
  public let columns: Range<Int>
  public let tile: Int

  public init(rows: Range<Int>, columns: Range<Int>, tile: Int) {
    precondition(tile > 0, "tiles have a size")
    (self.rows, self.columns, self.tile) = (rows, columns, tile)
  }

  /// All tiles, row by row, so that neighbours in the list share their rows.
  public var tiles: [Tile] {
    Self.pieces(rows, tile).flatMap { r in Self.pieces(columns, tile).map { Tile(rows: r, columns: $0) } }
  }

  /// The tiles that touch the lower triangle (diagonal included) of a square grid.
  public var lowerTriangle: [Tile] { tiles.filter { $0.columns.lowerBound <= $0.rows.lowerBound } }

  /// The pieces of `range` between multiples of `size`.
  public static func pieces(_ range: Range<Int>, _ size: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, (start / size + 1) * size)
      result.append(start..<end)
      start = end
    }
    return result
  }
}

/// One rectangle of a `TileGrid`, in absolute indices.
public struct Tile: Sendable, Hashable {
  public let rows: Range<Int>
  public let columns: Range<Int>

  public init(rows: Range<Int>, columns: Range<Int>) { (self.rows, self.columns) = (rows, columns) }

  public var count: Int { rows.count * columns.count }
}
