import LinearAlgebra

/// What one dataset holds of a kernel: a rectangle of it, or whole rows of its lower triangle one after another.
///
/// A run of tiles is three of them at most: what is left of a row of tiles, whole rows, the beginning of a row. Of a
/// symmetric kernel the mirrors of what lies left of them are stored as well: no virtual dataset transposes.
package struct KernelRegion: Sendable, Equatable {
  package let rows: Range<Int>
  package let columns: Range<Int>
  /// Whether row i has its i + 1 entries (i, 0) … (i, i) alone.
  package let isTriangle: Bool

  package init(rows: Range<Int>, columns: Range<Int>, isTriangle: Bool = false) {
    (self.rows, self.columns, self.isTriangle) = (rows, columns, isTriangle)
  }

  /// Of the dataset.
  package var shape: [Int] { isTriangle ? [count] : [rows.count, columns.count] }

  package var count: Int {
    isTriangle ? Self.triangle(rows.upperBound) - Self.triangle(rows.lowerBound) : rows.count * columns.count
  }

  /// Numbers in the dataset before entry (i, j).
  package func offset(_ i: Int, _ j: Int) -> Int {
    isTriangle
      ? Self.triangle(i) - Self.triangle(rows.lowerBound) + j
      : (i - rows.lowerBound) * columns.count + j - columns.lowerBound
  }

  package func contains(rows: Range<Int>, columns: Range<Int>) -> Bool {
    Self.contains(self.rows, rows) && (isTriangle || Self.contains(self.columns, columns))
  }

  private static func contains(_ outer: Range<Int>, _ inner: Range<Int>) -> Bool {
    outer.lowerBound <= inner.lowerBound && inner.upperBound <= outer.upperBound
  }

  private static func triangle(_ n: Int) -> Int { n * (n + 1) / 2 }

  /// Everything that the tiles `run` give, each number once: the whole kernel if these are all tiles.
  package static func of(_ run: Range<Int>, in plan: BlockPlan, isTriangle: Bool) -> [KernelRegion] {
    guard let last = run.last else { return [] }
    var (start, end) = (plan.place(run.lowerBound), plan.place(last))
    func lastColumn(_ row: Int) -> Int { plan.isSymmetric ? row : plan.columnCount - 1 }
    var regions: [KernelRegion] = []
    func add(row: Int, _ columns: ClosedRange<Int>) {
      let rows = plan.rowRange(row)
      let range = columns.lowerBound * plan.edge..<plan.columnRange(columns.upperBound).upperBound
      regions.append(KernelRegion(rows: rows, columns: range))
      // What is left of the diagonal tile.
      let left = range.clamped(to: 0..<rows.lowerBound)
      if plan.isSymmetric, !isTriangle, !left.isEmpty { regions.append(KernelRegion(rows: left, columns: rows)) }
    }
    if start.row == end.row, start.column > 0 {
      add(row: start.row, start.column...end.column)
      return regions
    }
    if start.column > 0 {
      add(row: start.row, start.column...lastColumn(start.row))
      start = (start.row + 1, 0)
    }
    var beginning: Int?
    if end.column < lastColumn(end.row) {
      beginning = end.column
      end.row -= 1
    }
    if start.row <= end.row {
      let rows = plan.rowRange(start.row).lowerBound..<plan.rowRange(end.row).upperBound
      if !plan.isSymmetric {
        regions.append(KernelRegion(rows: rows, columns: 0..<plan.columns))
      } else {
        regions.append(KernelRegion(rows: rows, columns: 0..<rows.upperBound, isTriangle: isTriangle))
        if !isTriangle, rows.lowerBound > 0 {
          regions.append(KernelRegion(rows: 0..<rows.lowerBound, columns: rows))
        }
      }
    }
    if let beginning { add(row: end.row + 1, 0...beginning) }
    return regions
  }
}
