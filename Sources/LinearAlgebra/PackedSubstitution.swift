import COpenBLAS

/// Solves and products with a packed factor L. Row-major [m, n] is column-major n × m: each row is a right-hand side,
/// whose first n₁ numbers belong to T1 and whose others to T2.
///
/// With `first` all is done with the trailing triangle of L that begins at that index, and rows have n − first numbers.
struct PackedSubstitution {
  let layout: PackedLayout
  let base: UnsafePointer<Double>
  /// m, the number of right-hand sides.
  let count: Int
  let first: Int

  init(layout: PackedLayout, base: UnsafePointer<Double>, count: Int, first: Int = 0) {
    (self.layout, self.base, self.count, self.first) = (layout, base, count, first)
  }

  /// What of T1 and of T2 is inside, and where it begins.
  private var leading: (order: Int, offset: Int) {
    let skipped = min(first, layout.leading)
    return (layout.leading - skipped, layout.leadingOffset + skipped * (layout.stride + 1))
  }
  private var trailing: (order: Int, offset: Int) {
    let skipped = max(0, first - layout.leading)
    return (layout.trailing - skipped, layout.trailingOffset + skipped * (layout.stride + 1))
  }

  /// B ← L⁻¹ B.
  func forward(_ b: UnsafeMutablePointer<Double>) {
    let (upper, lower) = (leading, trailing)
    divide("L", "N", order: upper.order, upper.offset, b)
    update("N", rows: lower.order, depth: upper.order, b, b + upper.order)
    divide("U", "T", order: lower.order, lower.offset, b + upper.order)
  }

  /// B ← L⁻ᵀ B.
  func backward(_ b: UnsafeMutablePointer<Double>) {
    let (upper, lower) = (leading, trailing)
    divide("U", "N", order: lower.order, lower.offset, b + upper.order)
    update("T", rows: upper.order, depth: lower.order, b + upper.order, b)
    divide("L", "T", order: upper.order, upper.offset, b)
  }

  /// B ← L B.
  func multiply(_ b: UnsafeMutablePointer<Double>) {
    let (upper, lower) = (leading, trailing)
    multiply("U", "T", order: lower.order, lower.offset, b + upper.order)
    update("N", rows: lower.order, depth: upper.order, b, b + upper.order, sign: 1)
    multiply("L", "N", order: upper.order, upper.offset, b)
  }

  /// Multiplies by one triangle on the diagonal.
  private func multiply(
    _ triangle: String, _ operation: String, order: Int, _ offset: Int, _ b: UnsafeMutablePointer<Double>
  ) {
    guard order > 0, count > 0 else { return }
    var (m, n, one) = (Int32(order), Int32(count), 1.0)
    var (stride, length) = (Int32(layout.stride), Int32(layout.order - first))
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
    var (stride, length) = (Int32(layout.stride), Int32(layout.order - first))
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
    var (stride, length) = (Int32(layout.stride), Int32(layout.order - first))
    // Beside any of T1 all rows of S are inside.
    let s = base + layout.leadingOffset + layout.leading + min(first, layout.leading) * layout.stride
    BLASLibrary.call {
      if n == 1 {
        var (step, shape) = (Int32(1), operation == "N" ? (m, k) : (k, m))
        return dgemv_(operation, &shape.0, &shape.1, &sign, s, &stride, source, &step, &one, target, &step, 1)
      }
      dgemm_(operation, "N", &m, &n, &k, &sign, s, &stride, source, &length, &one, target, &length, 1, 1)
    }
  }
}
