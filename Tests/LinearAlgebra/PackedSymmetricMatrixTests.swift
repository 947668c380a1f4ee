import LinearAlgebra
import Platform
import Testing

@Suite("Packed symmetric matrix") struct PackedSymmetricMatrixTests {
  private func value(_ i: Int, _ j: Int) -> Double { Double(1000 * max(i, j) + min(i, j)) }

  /// NaN right of the diagonal: it must not be read.
  private func values(_ tile: Tile) -> [Double] {
    tile.rows.flatMap { i in tile.columns.map { j in i >= j ? value(i, j) : .nan } }
  }

  @Test(
    "tiles of any size, written by two threads, put every entry in its place",
    arguments: [1, 2, 3, 4, 63, 64, 130, 131], [1, 5, 32, 50, 512])
  func tiles(n: Int, size: Int) throws {
    let tiles = TileGrid(rows: 0..<n, columns: 0..<n, tile: size).lowerTriangle
    let matrix = try PackedSymmetricMatrix(order: n) { triangle in
      try Parallel.forEach(count: tiles.count, threads: 2) { triangle.write(tiles[$0], values(tiles[$0])) }
    }
    for i in 0..<n { for j in 0..<n where matrix[i, j] != value(i, j) { Issue.record("(\(i), \(j))") } }
  }

  /// Tiles that the diagonal crosses anywhere, as a caller with blocks of its own may have.
  @Test("rows and columns that begin anywhere", arguments: [9, 10])
  func unevenTiles(n: Int) throws {
    for cut in 0...n {
      let pieces = [0..<cut, cut..<n].filter { !$0.isEmpty }
      let matrix = try PackedSymmetricMatrix(order: n) { triangle in
        for rows in pieces {
          let tile = Tile(rows: rows, columns: 0..<n)
          triangle.write(tile, values(tile))
        }
      }
      for i in 0..<n { for j in 0..<n { #expect(matrix[i, j] == value(i, j), "(\(i), \(j)), cut \(cut)") } }
    }
  }

  @Test("an entry is set on both sides of the diagonal; a refill sets all anew")
  func entries() throws {
    let tile = Tile(rows: 0..<3, columns: 0..<3)
    var matrix = try PackedSymmetricMatrix(order: 3) { $0.write(tile, values(tile)) }
    matrix[0, 2] = -1
    #expect(matrix[2, 0] == -1 && matrix[1, 2] == value(1, 2))
    matrix.refill { $0.write(tile, values(tile)) }
    #expect(matrix[0, 2] == value(0, 2))
    #expect(PackedSymmetricMatrix.bytes(order: 3) == 48)
  }

  /// 4 EB: memory is the limit, and the message says how much of it.
  @Test("an order beyond memory is refused before anything is allocated")
  func tooLarge() {
    let error = #expect(throws: PackedSymmetricMatrix.TooLarge.self) {
      try PackedSymmetricMatrix(order: 1_000_000_000) { _ in Issue.record("nothing to fill") }
    }
    #expect(error?.order == 1_000_000_000 && error?.exitStatus == .doesNotFit)
    #expect(error?.message.contains("4000000004.0 GB") == true)
    #expect(PackedSymmetricMatrix.bytes(order: 66_000) == 17_424_264_000)
    #expect(PackedSymmetricMatrix.bytes(order: .max) > 0)
  }
}
