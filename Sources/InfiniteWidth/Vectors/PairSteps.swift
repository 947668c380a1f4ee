import LinearAlgebra

extension [any PairStep] {
  /// Carries ε and Θ of the pairs of a tile through all steps.
  ///
  /// A block goes through all of them while it is in the first-level cache. Where a step prepares itself for a tile,
  /// which is too much to keep of all layers, the tile goes through one step after another.
  /// - Parameter lowerTriangleOnly: pairs right of the diagonal are not wanted.
  func advance(
    _ tile: Tile, _ separations: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?,
    _ lowerTriangleOnly: Bool, _ workspace: inout PairWorkspace
  ) {
    guard contains(where: \.isPreparable) else {
      PairBlock.forEach(tile, separations, tangents, lowerTriangleOnly) { block in
        for step in self { step.apply(to: block, workspace: &workspace) }
      }
      return
    }
    for columns in TileGrid.pieces(tile.columns, PairBlock.largestColumnCount) {
      let part = Tile(rows: tile.rows, columns: columns)
      let offset = columns.lowerBound - tile.columns.lowerBound
      for step in self {
        let own = step.prepared(for: part)
        // What is prepared of these columns stays in the second-level cache while the rows pass by.
        for few in TileGrid.pieces(columns, PairBlock.preparedColumnCount) {
          let start = offset + few.lowerBound - columns.lowerBound
          PairBlock.forEach(
            Tile(rows: tile.rows, columns: few), separations + start, tangents.map { $0 + start }, lowerTriangleOnly,
            stride: tile.columns.count
          ) { own.apply(to: $0, workspace: &workspace) }
        }
      }
    }
  }
}

extension PairBlock {
  /// Columns of a block whose steps are prepared.
  static let preparedColumnCount = 64

  /// Cuts a tile into the blocks that go through all steps in the first-level cache.
  /// - Parameter stride: from one row to the next; nil where the rows have no gaps.
  @inline(__always)
  static func forEach(
    _ tile: Tile, _ separations: UnsafeMutablePointer<Double>, _ tangents: UnsafeMutablePointer<Double>?,
    _ lowerTriangleOnly: Bool, stride: Int? = nil, _ body: (PairBlock) -> Void
  ) {
    let stride = stride ?? tile.columns.count
    for firstRow in Swift.stride(from: tile.rows.lowerBound, to: tile.rows.upperBound, by: largestRowCount) {
      let rows = firstRow..<min(firstRow + largestRowCount, tile.rows.upperBound)
      let end = lowerTriangleOnly ? min(rows.upperBound, tile.columns.upperBound) : tile.columns.upperBound
      for first in Swift.stride(from: tile.columns.lowerBound, to: end, by: largestColumnCount) {
        let offset = (firstRow - tile.rows.lowerBound) * stride + first - tile.columns.lowerBound
        body(
          PairBlock(
            rows: rows, columns: first..<min(first + largestColumnCount, end), separations: separations + offset,
            tangents: tangents.map { $0 + offset }, stride: stride))
      }
    }
  }
}
