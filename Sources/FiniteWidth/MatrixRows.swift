import LinearAlgebra

extension Matrix {
  /// The rows in `range`.
  func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// These rows with those of `other` below.
  func above(_ other: Matrix) -> Matrix {
    Matrix(rows: rows + other.rows, columns: columns, elements: elements + other.elements)
  }
}
