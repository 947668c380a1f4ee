import LinearAlgebra
import Testing

@Suite("Tile grid") struct TileGridTests {
  static let grids: [(rows: Range<Int>, columns: Range<Int>, tile: Int)] = [
    (0..<1, 0..<1, 4), (0..<10, 0..<10, 4), (0..<8, 0..<8, 4), (3..<10, 5..<22, 4), (7..<9, 0..<3, 256),
    (0..<0, 0..<5, 3),
    (5..<6, 5..<5, 2), (0..<17, 0..<3, 1),
  ]

  @Test("covers every entry exactly once", arguments: grids)
  func coversOnce(rows: Range<Int>, columns: Range<Int>, tile: Int) {
    var seen: [[Int]: Int] = [:]
    for piece in TileGrid(rows: rows, columns: columns, tile: tile).tiles {
      for i in piece.rows { for j in piece.columns { seen[[i, j], default: 0] += 1 } }
    }
    #expect(seen.count == rows.count * columns.count)
    #expect(seen.values.allSatisfy { $0 == 1 })
    #expect(seen.keys.allSatisfy { rows.contains($0[0]) && columns.contains($0[1]) })
  }

  @Test("boundaries are multiples of the tile in absolute indices", arguments: grids)
  func boundariesAreAbsolute(rows: Range<Int>, columns: Range<Int>, tile: Int) {
    for piece in TileGrid(rows: rows, columns: columns, tile: tile).tiles {
      #expect(piece.rows.lowerBound == rows.lowerBound || piece.rows.lowerBound.isMultiple(of: tile))
      #expect(piece.rows.upperBound == rows.upperBound || piece.rows.upperBound.isMultiple(of: tile))
      #expect(piece.columns.lowerBound == columns.lowerBound || piece.columns.lowerBound.isMultiple(of: tile))
      #expect(piece.columns.upperBound == columns.upperBound || piece.columns.upperBound.isMultiple(of: tile))
      #expect(piece.rows.lowerBound / tile == (piece.rows.upperBound - 1) / tile)
      #expect(piece.count == piece.rows.count * piece.columns.count && piece.count > 0)
    }
  }

  @Test("the lower triangle's tiles hold every entry on and below the diagonal", arguments: [1, 4, 9, 16, 31])
  func lowerTriangle(order: Int) {
    let tiles = TileGrid(rows: 0..<order, columns: 0..<order, tile: 4).lowerTriangle
    var entries = Set<[Int]>()
    for tile in tiles { for i in tile.rows { for j in tile.columns { entries.insert([i, j]) } } }
    for i in 0..<order { for j in 0...i { #expect(entries.contains([i, j])) } }
    #expect(entries.count == tiles.reduce(0) { $0 + $1.count })
    let blocks = (order + 3) / 4
    #expect(tiles.count == blocks * (blocks + 1) / 2)
  }
}
