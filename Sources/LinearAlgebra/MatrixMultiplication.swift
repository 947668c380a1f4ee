extension Matrix {
  /// A Bᵀ, [A.rows, B.rows].
  /// - Complexity: A.rows · B.rows · columns multiply-adds on BLAS's threads.
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    precondition(columns == other.columns, "A Bᵀ needs as many columns in B as in A")
    return Matrix(rows: rows, columns: other.rows) { target in
      elements.withUnsafeBufferPointer { a in
        other.elements.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = target.baseAddress else { return }
          S.multiply(
            MatrixProduct(
              transposeB: true, m: rows, n: other.rows, k: columns, alpha: 1, a: a, strideA: columns, b: b,
              strideB: columns, beta: 0, c: c, strideC: other.rows))
        }
      }
    }
  }
}
