/// A part of a row-major matrix: `rows` rows of `columns` numbers, `stride` apart.
package struct Block: Sendable {
  package let rows: Int
  package let columns: Int
  package let stride: Int

  package init(rows: Int, columns: Int, stride: Int) {
    (self.rows, self.columns, self.stride) = (rows, columns, stride)
  }
}
