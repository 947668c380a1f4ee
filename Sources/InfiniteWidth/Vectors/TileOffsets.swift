import Inputs
import LinearAlgebra

/// Where the numbers of each tile of a kernel lie, one tile after the other, in memory that holds all pairs between two
/// depths of a sweep.
struct TileOffsets {
  let tiles: [Tile]
  /// The first pair of each tile.
  let offsets: [Int]
  /// All pairs, and those of the largest tile.
  let count, largest: Int

  init<Pairs: InputPairs>(_ pairs: Pairs) {
    let grid = TileGrid(
      rows: 0..<pairs.rowVariances.count, columns: 0..<pairs.columnVariances.count, tile: pairs.preferredTile)
    tiles = pairs.isSymmetric ? grid.lowerTriangle : grid.tiles
    var count = 0
    offsets = tiles.map { tile in
      defer { count += tile.count }
      return count
    }
    (self.count, largest) = (count, tiles.reduce(0) { max($0, $1.count) })
  }
}
