import LinearAlgebra

extension Matrix {
  /// A B + C, where C is zero if `sum` is nil.
  ///
  /// - Complexity: one BLAS product, as for the two below.
  func times(_ other: Matrix, addedTo sum: consuming Matrix? = nil) -> Matrix {
    product(false, other, false, sum)
  }

  /// A Bᵀ
  func timesTransposed(_ other: Matrix) -> Matrix { product(false, other, true, nil) }

  /// Aᵀ B
  func transposedTimes(_ other: Matrix) -> Matrix { product(true, other, false, nil) }

  private func product(_ transposed: Bool, _ other: Matrix, _ otherTransposed: Bool, _ sum: consuming Matrix?) -> Matrix
  {
    let (m, k) = transposed ? (columns, rows) : (rows, columns)
    let n = otherTransposed ? other.rows : other.columns
    precondition(k == (otherTransposed ? other.columns : other.rows), "the inner sizes of a product agree")
    let beta: S = sum == nil ? 0 : 1
    var result = sum ?? Matrix(rows: m, columns: n)
    precondition(result.rows == m && result.columns == n, "a sum has the product's shape")
    elements.withUnsafeBufferPointer { a in
      other.elements.withUnsafeBufferPointer { b in
        result.elements.withUnsafeMutableBufferPointer { c in
          guard m > 0, n > 0, k > 0, let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          S.multiply(
            .init(
              transposeA: transposed, transposeB: otherTransposed, m: m, n: n, k: k, alpha: 1, a: a,
              strideA: columns, b: b, strideB: other.columns, beta: beta, c: c, strideC: n))
        }
      }
    }
    return result
  }
}
