import LinearAlgebra

extension Matrix {
  /// The rows of a range, as a matrix of their own.
  public func part(_ range: Range<Int>) -> Matrix {
    Matrix(rows: range.count, columns: columns, elements: range.flatMap { Array(row($0)) })
  }
}
