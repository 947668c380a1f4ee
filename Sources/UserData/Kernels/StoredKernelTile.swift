import HDF5
import LinearAlgebra

extension StoredKernel {
  /// The entries of a tile that are on or below the diagonal; what is right of it is 0 or its mirror.
  ///
  /// - Parameter diagonal: Kᵢᵢ of all i, which would be read one by one for every tile again.
  /// - Throws: `StoredKernelFailure.notFinite`, `.notSymmetric`.
  /// - Complexity: reads the tile, of a square kernel its mirror too; of a triangle in a piece a row.
  func lowerBlock(_ tile: Tile, diagonal: [Double]) throws -> Matrix<Double> {
    if isTriangle {
      var block = Matrix<Double>(rows: tile.rows.count, columns: tile.columns.count)
      for i in tile.rows {
        let columns = tile.columns.clamped(to: 0..<i + 1)
        guard !columns.isEmpty else { continue }
        var piece = [Double](repeating: 0, count: columns.count)
        try piece.withUnsafeMutableBufferPointer {
          try dataset.read(offset: [i * (i + 1) / 2 + columns.lowerBound], extent: [columns.count], into: $0)
        }
        guard piece.allSatisfy(\.isFinite) else { throw notFinite(row: i) }
        for k in piece.indices { block[i - tile.rows.lowerBound, k] = piece[k] }
      }
      return block
    }
    let block = try read(tile.rows, tile.columns)
    try requireFinite(block, from: tile.rows.lowerBound)
    let mirror = try read(tile.columns, tile.rows)
    for i in tile.rows {
      let row = i - tile.rows.lowerBound
      for j in tile.columns.clamped(to: 0..<i) {
        let (entry, other) = (block[row, j - tile.columns.lowerBound], mirror[j - tile.columns.lowerBound, row])
        try requireSame(entry, other, diagonal[i], i, j)
      }
    }
    return block
  }
}
