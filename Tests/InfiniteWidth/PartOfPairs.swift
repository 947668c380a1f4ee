import Inputs
import LinearAlgebra

/// Some of the pairs of a symmetric list, on a tile grid of any size.
struct PartOfPairs: InputPairs {
  private let whole: StoredPairs
  private let rows: Range<Int>
  private let columns: Range<Int>
  let isSymmetric: Bool
  let preferredTile: Int

  /// - Parameter columns: nil for the pairs of `rows` with itself.
  init(_ whole: StoredPairs, rows: Range<Int>, columns: Range<Int>?, preferredTile: Int) {
    (self.whole, self.rows, self.columns) = (whole, rows, columns ?? rows)
    (isSymmetric, self.preferredTile) = (columns == nil, preferredTile)
  }

  var rowVariances: [Double] { Array(whole.rowVariances[rows]) }
  var columnVariances: [Double] { Array(whole.columnVariances[columns]) }
  func makeWorkspace() {}

  func separations(of tile: Tile, into target: UnsafeMutablePointer<Double>, workspace: inout Void) {
    let moved = Tile(
      rows: tile.rows.lowerBound + rows.lowerBound..<tile.rows.upperBound + rows.lowerBound,
      columns: tile.columns.lowerBound + columns.lowerBound..<tile.columns.upperBound + columns.lowerBound)
    whole.separations(of: moved, into: target, workspace: &workspace)
  }
}
