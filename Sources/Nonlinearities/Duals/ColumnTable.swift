/// Numbers of every column that a dual needs, computed once: one contiguous run of `count` values a quantity.
struct ColumnTable: Sendable {
  let count: Int
  private let values: [Double]
  /// Columns whose second moment is zero, in ascending order.
  private let zeroColumns: [Int]

  init(_ variances: [Double], secondMoments: [Double], quantities: [(Double) -> Double]) {
    count = variances.count
    values = quantities.flatMap { quantity in variances.map(quantity) }
    zeroColumns = secondMoments.indices.filter { secondMoments[$0] == 0 }
  }

  /// Calls `body` with a pointer to the first quantity of column `first`; the next quantity is `count` further on.
  @inline(__always)
  func withPointer(to first: Int, _ body: (UnsafePointer<Double>) -> Void) {
    values.withUnsafeBufferPointer { if let base = $0.baseAddress { body(base + first) } }
  }

  /// The first quantity of a column.
  func first(_ column: Int) -> Double {
    values[column]
  }

  /// φ of a zero-variance input is constantly zero there: nothing separates from it.
  func clearZeroColumns(in columns: Range<Int>, _ separations: UnsafeMutablePointer<Double>) {
    for column in zeroColumns where columns.contains(column) { separations[column - columns.lowerBound] = 0 }
  }
}
