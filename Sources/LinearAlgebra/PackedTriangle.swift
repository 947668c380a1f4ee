/// The places of a packed symmetric matrix while it is filled: tiles of the lower triangle go straight to them.
///
/// Different tiles touch different places, so threads need no lock.
public struct PackedTriangle: @unchecked Sendable {
  public let layout: PackedLayout
  private let base: UnsafeMutablePointer<Double>

  /// Where the layout's offsets begin.
  var places: UnsafeMutablePointer<Double> { base }

  init(layout: PackedLayout, base: UnsafeMutablePointer<Double>) { (self.layout, self.base) = (layout, base) }

  public var order: Int { layout.order }

  /// Sets the entries (i, j) of `tile` with i ≥ j; what the tile holds right of the diagonal is not read.
  ///
  /// - Parameter values: row-major without gaps.
  /// - Complexity: O(tile entries), about the time of a transposition.
  public func write(_ tile: Tile, _ values: UnsafePointer<Double>) {
    precondition(
      tile.rows.upperBound <= order && tile.columns.upperBound <= order
        && min(tile.rows.lowerBound, tile.columns.lowerBound) >= 0,
      "a tile lies inside the matrix")
    let cut = min(max(tile.columns.lowerBound, layout.leading), tile.columns.upperBound)
    writeLeading(tile, columns: tile.columns.lowerBound..<cut, values)
    writeTrailing(tile, columns: cut..<tile.columns.upperBound, values)
  }

  /// T1 and S are column-major: transposed, in strips of columns that stay in the first-level cache.
  private func writeLeading(_ tile: Tile, columns: Range<Int>, _ values: UnsafePointer<Double>) {
    let (width, strip) = (tile.columns.count, 32)
    func source(_ i: Int, _ j: Int) -> UnsafePointer<Double> {
      values + (i - tile.rows.lowerBound) * width + (j - tile.columns.lowerBound)
    }
    for first in Swift.stride(from: columns.lowerBound, to: columns.upperBound, by: strip) {
      let last = min(first + strip, columns.upperBound)
      // Rows that the diagonal crosses within the strip, then the rows below it.
      let below = min(max(tile.rows.lowerBound, last), tile.rows.upperBound)
      for i in max(tile.rows.lowerBound, first)..<max(first, below) {
        for j in first..<min(i + 1, last) { base[layout.offset(i, j)] = source(i, j).pointee }
      }
      guard below < tile.rows.upperBound else { continue }
      transpose(
        rows: tile.rows.upperBound - below, columns: last - first, from: source(below, first), stride: width,
        to: base + layout.offset(below, first), stride: layout.stride)
    }
  }

  /// T2 is kept transposed, so its rows are runs of numbers.
  private func writeTrailing(_ tile: Tile, columns: Range<Int>, _ values: UnsafePointer<Double>) {
    guard !columns.isEmpty else { return }
    for i in max(tile.rows.lowerBound, columns.lowerBound)..<max(tile.rows.upperBound, columns.lowerBound) {
      let count = min(i + 1, columns.upperBound) - columns.lowerBound
      let line = values + (i - tile.rows.lowerBound) * tile.columns.count
      (base + layout.offset(i, columns.lowerBound)).update(
        from: line + (columns.lowerBound - tile.columns.lowerBound), count: count)
    }
  }
}
