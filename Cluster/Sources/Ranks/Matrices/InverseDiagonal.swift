extension DistributedMatrix {
  /// [A⁻¹]ᵢᵢ = Σⱼ ((L⁻¹)ⱼᵢ)² of a factored matrix, at every rank.
  ///
  /// In strips of columns of the identity, which every rank sets for itself; only sums are sent.
  /// - Complexity: n³/6 multiply-adds over the ranks; 256 n numbers a column of the grid.
  func inverseDiagonal() -> [Double] {
    var diagonal = [Double](repeating: 0, count: order)
    let strip = layout.rowAxis.width * grid.shape.columns
    for first in Swift.stride(from: 0, to: order, by: strip) {
      let sides = BlockCyclicLayout(sides: min(strip, order - first), of: layout)
      let (rows, columns) = (localRows, sides.columnAxis.count(of: grid.column))
      // Room for a number where a rank has no row or no side.
      var piece = [Double](repeating: 0, count: max(1, rows * columns))
      let own = sides.columnAxis.blocks(of: grid.column).flatMap { sides.columnAxis.indices(ofBlock: $0) }
      for (k, side) in own.enumerated() {
        let block = (first + side) / layout.rowAxis.width
        guard layout.rowAxis.owner(ofBlock: block) == grid.row else { continue }
        piece[k * rows + layout.rowAxis.place(ofBlock: block) + (first + side) % layout.rowAxis.width] = 1
      }
      piece.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        apply(.solveLower, to: base, sides, from: first)
        for (k, side) in own.enumerated() {
          diagonal[first + side] = (0..<rows).reduce(0) { $0 + base[k * rows + $1] * base[k * rows + $1] }
        }
      }
    }
    communicator.sum(&diagonal)
    return diagonal
  }
}
