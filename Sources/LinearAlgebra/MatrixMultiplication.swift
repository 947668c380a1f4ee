extension Matrix {
  /// A Bᵀ, [A.rows, B.rows].
  /// - Complexity: A.rows · B.rows · columns multiply-adds on the device's BLAS threads.
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    precondition(columns == other.columns, "A Bᵀ needs as many columns in B as in A")
    return product(with: other, transposed: true, columns: other.rows)
  }

  /// A B, [A.rows, B.columns].
  /// - Complexity: A.rows · B.columns · columns multiply-adds on the device's BLAS threads.
  public func multiplied(by other: Matrix) -> Matrix {
    precondition(columns == other.rows, "A B needs as many rows in B as columns in A")
    return product(with: other, transposed: false, columns: other.columns)
  }

  private func product(with other: Matrix, transposed: Bool, columns width: Int) -> Matrix {
    Matrix(rows: rows, columns: width) { target in
      elements.withUnsafeBufferPointer { a in
        other.elements.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = target.baseAddress else {
            // An empty inner dimension: the sum has no terms.
            target.update(repeating: 0)
            return
          }
          S.multiply(
            MatrixProduct(
              transposeB: transposed, m: rows, n: width, k: columns, alpha: 1, a: a, strideA: columns, b: b,
              strideB: other.columns, beta: 0, c: c, strideC: width))
        }
      }
    }
  }
}
