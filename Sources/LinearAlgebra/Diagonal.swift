extension Matrix<Double> {
  /// Aᵢᵢ of a matrix with at least as many columns as rows.
  public var diagonal: [Double] { (0..<rows).map { self[$0, $0] } }

  /// tr A/n; 0 of a matrix without rows.
  public var meanDiagonal: Double { rows > 0 ? diagonal.reduce(0, +) / Double(rows) : 0 }
}

extension PackedSymmetricMatrix {
  /// Aᵢᵢ
  public var diagonal: [Double] { (0..<order).map { self[$0, $0] } }

  /// tr A/n; 0 of a matrix without rows.
  public var meanDiagonal: Double { order > 0 ? diagonal.reduce(0, +) / Double(order) : 0 }
}

extension Matrix<Double> {
  /// Multiplies every entry, exactly where `factor` is a power of two and nothing underflows.
  public mutating func scale(by factor: Double) {
    elements.withUnsafeMutableBufferPointer { for k in $0.indices { $0[k] *= factor } }
  }
}

extension Matrix<Double> {
  /// b − A x of a symmetric A and every row of two blocks of shape [m, n], each sum in twice the working precision.
  ///
  /// - Complexity: m n² exact products, about ten operations each, on the device's threads over m.
  public func residuals(of solutions: Matrix<Double>, for rightSides: Matrix<Double>) throws -> Matrix<Double> {
    precondition(rows == columns && solutions.columns == rows, "right-hand sides have the matrix's order")
    precondition(rightSides.rows == solutions.rows && rightSides.columns == rows, "a side has its solution")
    let diagonal = diagonal
    return try elements.withUnsafeBufferPointer { a in
      try ExactSums.residuals(lower: a, diagonal: diagonal, solutions: solutions, rightSides: rightSides)
    }
  }
}
