import COpenBLAS

extension Matrix<Double> {
  /// λ_max of a symmetric positive matrix without a decomposition.
  ///
  /// - Parameter start: as for `Lanczos`; nil for all ones, to which the first eigenvector of a positive kernel is
  ///   near.
  /// - Complexity: n² multiply-adds a product (a few tens for a kernel, whose largest eigenvalue stands apart).
  public func largestEigenvalue(
    start: [Double]? = nil, tolerance: Double = 1e-10, largestCount: Int = 300
  ) throws -> Lanczos {
    guard rows == columns else { throw SymmetricEigendecomposition.Obstacle.notSquare(rows: rows, columns: columns) }
    let start = start ?? [Double](repeating: 1, count: rows)
    return try Lanczos(start: start, tolerance: tolerance, largestCount: largestCount) { x, product in
      var (n, one, zero, step) = (Int32(rows), 1.0, 0.0, Int32(1))
      elements.withUnsafeBufferPointer { a in
        guard let a = a.baseAddress else { return }
        BLASLibrary.call {
          dsymv_("L", &n, &one, a, &n, x, &step, &zero, &product, &step, 1)
        }
      }
    }
  }
}

extension PackedSymmetricMatrix {
  /// λ_max of a positive matrix, as for `Matrix`.
  /// - Complexity: n² multiply-adds a product.
  public func largestEigenvalue(
    start: [Double]? = nil, tolerance: Double = 1e-10, largestCount: Int = 300
  ) throws -> Lanczos {
    let start = start ?? [Double](repeating: 1, count: order)
    return try Lanczos(start: start, tolerance: tolerance, largestCount: largestCount) { x, product in
      withUnsafePointer { multiply($0, x, &product) }
    }
  }

  /// Both triangles on the diagonal and the square between them, which serves twice.
  private func multiply(_ base: UnsafePointer<Double>, _ x: [Double], _ product: inout [Double]) {
    var (leading, trailing, stride) = (Int32(layout.leading), Int32(layout.trailing), Int32(layout.stride))
    var (one, zero, step) = (1.0, 0.0, Int32(1))
    let (square, last) = (base + layout.leadingOffset + layout.leading, base + layout.trailingOffset)
    x.withUnsafeBufferPointer { x in
      product.withUnsafeMutableBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        let (x2, y2) = (x + layout.leading, y + layout.leading)
        BLASLibrary.call {
          dsymv_("L", &leading, &one, base + layout.leadingOffset, &stride, x, &step, &zero, y, &step, 1)
          guard trailing > 0 else { return }
          dsymv_("U", &trailing, &one, last, &stride, x2, &step, &zero, y2, &step, 1)
          dgemv_("N", &trailing, &leading, &one, square, &stride, x, &step, &one, y2, &step, 1)
          dgemv_("T", &trailing, &leading, &one, square, &stride, x2, &step, &one, y, &step, 1)
        }
      }
    }
  }
}

extension Solver {
  /// λ_min of A = L Lᵀ as the inverse of the largest eigenvalue of A⁻¹: inverse iteration in the best Krylov space.
  ///
  /// The error bound is that of Lanczos' method alone. The factor is that of a matrix within a few n ε ‖A‖ of A, and
  /// λ_min moves by as much: nothing is known of it once κ exceeds 1/(n ε).
  ///
  /// - Parameter start: as for `Lanczos`.
  /// - Complexity: n² multiply-adds a product.
  public func smallestEigenvalue(
    start: [Double], tolerance: Double = 1e-10, largestCount: Int = 300
  ) throws -> (value: Double, errorBound: Double, products: Int) {
    let inverse = try Lanczos(start: start, tolerance: tolerance, largestCount: largestCount) { x, product in
      var block = Matrix<Double>(rows: 1, columns: order, elements: x)
      solve(&block)
      product = block.elements
    }
    let value = 1 / inverse.eigenvalue
    // 1/θ − 1/(θ + r) for r < θ, and its mirror image, the larger of the two.
    let spare = max(inverse.eigenvalue - inverse.errorBound, .leastNormalMagnitude)
    return (value, inverse.errorBound * value / spare, inverse.products)
  }
}
