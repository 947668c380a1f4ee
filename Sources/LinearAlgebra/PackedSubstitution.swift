import COpenBLAS

/// Solves and products with a packed factor L. Row-major [m, n] is column-major n × m: each row is a right-hand side,
/// whose first n₁ numbers belong to T1 and whose others to T2.
struct PackedSubstitution {
  let layout: PackedLayout
  let base: UnsafePointer<Double>
  /// m, the number of right-hand sides.
  let count: Int

  /// B ← L⁻¹ B.
  func forward(_ b: UnsafeMutablePointer<Double>) {
    divide("L", "N", order: layout.leading, layout.leadingOffset, b)
    update("N", rows: layout.trailing, depth: layout.leading, b, b + layout.leading)
    divide("U", "T", order: layout.trailing, layout.trailingOffset, b + layout.leading)
  }

  /// B ← L⁻ᵀ B.
  func backward(_ b: UnsafeMutablePointer<Double>) {
    divide("U", "N", order: layout.trailing, layout.trailingOffset, b + layout.leading)
    update("T", rows: layout.leading, depth: layout.trailing, b + layout.leading, b)
    divide("L", "T", order: layout.leading, layout.leadingOffset, b)
  }

  /// B ← L B.
  func multiply(_ b: UnsafeMutablePointer<Double>) {
    multiply("U", "T", order: layout.trailing, layout.trailingOffset, b + layout.leading)
    update("N", rows: layout.trailing, depth: layout.leading, b, b + layout.leading, sign: 1)
    multiply("L", "N", order: layout.leading, layout.leadingOffset, b)
  }

  /// Multiplies by one triangle on the diagonal.
  private func multiply(
    _ triangle: String, _ operation: String, order: Int, _ offset: Int, _ b: UnsafeMutablePointer<Double>
  ) {
    guard order > 0, count > 0 else { return }
    var (m, n, one) = (Int32(order), Int32(count), 1.0)
    var (stride, length) = (Int32(layout.stride), Int32(layout.order))
    BLASLibrary.call {
      dtrmm_("L", triangle, operation, "N", &m, &n, &one, base + offset, &stride, b, &length, 1, 1, 1, 1)
    }
  }

  /// Solves with one triangle on the diagonal.
  private func divide(
    _ triangle: String, _ operation: String, order: Int, _ offset: Int, _ b: UnsafeMutablePointer<Double>
  ) {
    guard order > 0 else { return }
    var (m, n, one) = (Int32(order), Int32(count), 1.0)
    var (stride, length) = (Int32(layout.stride), Int32(layout.order))
    BLASLibrary.call {
      // Of one right-hand side dtrsm copies the triangle into blocks that it uses once; so dgemm.
      if n == 1 {
        var step = Int32(1)
        return dtrsv_(triangle, operation, "N", &m, base + offset, &stride, b, &step, 1, 1, 1)
      }
      dtrsm_("L", triangle, operation, "N", &m, &n, &one, base + offset, &stride, b, &length, 1, 1, 1, 1)
    }
  }

  /// target ← target + sign · op(S) source.
  private func update(
    _ operation: String, rows: Int, depth: Int, _ source: UnsafePointer<Double>, _ target: UnsafeMutablePointer<Double>,
    sign: Double = -1
  ) {
    guard rows > 0, depth > 0 else { return }
    var (m, n, k, sign, one) = (Int32(rows), Int32(count), Int32(depth), sign, 1.0)
    var (stride, length) = (Int32(layout.stride), Int32(layout.order))
    let s = base + layout.leadingOffset + layout.leading
    BLASLibrary.call {
      if n == 1 {
        var (step, shape) = (Int32(1), operation == "N" ? (m, k) : (k, m))
        return dgemv_(operation, &shape.0, &shape.1, &sign, s, &stride, source, &step, &one, target, &step, 1)
      }
      dgemm_(operation, "N", &m, &n, &k, &sign, s, &stride, source, &length, &one, target, &length, 1, 1)
    }
  }
}
