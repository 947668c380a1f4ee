import LinearAlgebra

extension Matrix {
  /// The rows of a range, as a matrix of their own.
  public func part(_ range: Range<Int>) -> Matrix {
    Matrix(rows: range.count, columns: columns, elements: range.flatMap { Array(row($0)) })
  }
}

extension Matrix {
  /// The columns of a range, from the diagonal down; what lies right of the diagonal is NaN.
  public func panel(_ range: Range<Int>) -> Matrix {
    let numbers = (range.lowerBound..<rows).flatMap { i in range.map { j in j <= i ? self[i, j] : .nan } }
    return Matrix(rows: rows - range.lowerBound, columns: range.count, elements: numbers)
  }
}
