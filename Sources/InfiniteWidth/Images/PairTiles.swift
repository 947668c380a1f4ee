import Inputs
import LinearAlgebra
import Platform
import Synchronization

extension PixelPairs {
  /// Calls `body` with the tiles of all pairs, on several threads; of symmetric pairs with those on and below the
  /// diagonal. The bits of a pair must not depend on its tile.
  ///
  /// - Parameters:
  ///   - largest: the most images on either side of a tile.
  ///   - perThread: so many tiles at least for every thread, while they hold more than one image.
  ///   - scratch: what one thread works with.
  func forEachTile<Scratch>(
    largest: Int, perThread: Int, threads: Int, progress: (@Sendable (Double) -> Void)?,
    scratch: @Sendable () -> Scratch, _ body: @Sendable (Tile, Scratch) throws -> Void
  ) throws {
    let (rows, columns) = (rows.rows, columns.rows)
    let enough = Int((Double(rows * columns) / Double(perThread * threads)).squareRoot())
    let grid = TileGrid(rows: 0..<rows, columns: 0..<columns, tile: max(1, min(largest, enough)))
    let tiles = isSymmetric ? grid.lowerTriangle : grid.tiles
    let finished = Atomic<Int>(0)
    try Parallel.forEach(
      count: tiles.count, threads: threads, scratch: scratch,
      { index, scratch in
        try body(tiles[index], scratch)
        let count = finished.wrappingAdd(1, ordering: .relaxed).newValue
        progress?(Double(count) / Double(tiles.count))
      })
  }
}
