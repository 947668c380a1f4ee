import COpenBLAS
import Platform

/// Solves and products with a factor L in panels on disk, each in one pass over them for all right-hand sides.
///
/// Row-major [m, n − f] is column-major (n − f) × m: each row is a right-hand side. With f > 0 all is done with the
/// trailing triangle of L that begins there; panels before it are not read.
struct PanelSubstitution {
  let layout: PanelLayout
  let file: PanelFile
  /// m, the number of right-hand sides.
  let count: Int
  /// f
  var first = 0

  /// B ← L⁻¹ B.
  func forward(_ b: UnsafeMutablePointer<Double>) throws {
    try pass(0..<layout.count) { part in
      try part.square { divide("T", part, $0, b) }
      try part.rows { rows, a in update("T", part, rows, a, from: b + part.start, to: b + rows.lowerBound - first) }
    }
  }

  /// B ← L⁻ᵀ B.
  func backward(_ b: UnsafeMutablePointer<Double>) throws {
    try pass((0..<layout.count).reversed()) { part in
      try part.rows { rows, a in update("N", part, rows, a, from: b + rows.lowerBound - first, to: b + part.start) }
      try part.square { divide("N", part, $0, b) }
    }
  }

  /// B ← L B.
  func multiply(_ b: UnsafeMutablePointer<Double>) throws {
    try pass((0..<layout.count).reversed()) { part in
      try part.rows { rows, a in
        update("T", part, rows, a, from: b + part.start, to: b + rows.lowerBound - first, sign: 1)
      }
      try part.square { multiply("T", part, $0, b) }
    }
  }

  /// B ← Lᵀ B.
  func multiplyTransposed(_ b: UnsafeMutablePointer<Double>) throws {
    try pass(0..<layout.count) { part in
      try part.square { multiply("N", part, $0, b) }
      try part.rows { rows, a in
        update("N", part, rows, a, from: b + rows.lowerBound - first, to: b + part.start, sign: 1)
      }
    }
  }

  /// A panel without the columns before f.
  private struct Part {
    let layout: PanelLayout
    let file: PanelFile
    let panel: Int
    let buffer: UnsafeMutablePointer<Double>
    /// Columns that are left out, and the others.
    let skipped, order: Int
    /// Where the others' numbers are in a row of B.
    let start: Int

    var columns: Range<Int> { layout.columns(panel) }

    /// The triangle on the diagonal.
    func square(_ body: (UnsafePointer<Double>) -> Void) throws {
      try read(columns)
      body(buffer + skipped * (columns.count + 1))
    }

    /// The rows below it, as they come from the disk.
    func rows(_ body: (Range<Int>, UnsafePointer<Double>) -> Void) throws {
      let runs = layout.runs(of: columns.upperBound..<layout.order)
      for (number, rows) in runs.enumerated() {
        try read(rows)
        if number + 1 < runs.count {
          let next = runs[number + 1]
          file.announce(layout.offset(panel, row: next.lowerBound), count: 8 * next.count * columns.count)
        }
        body(rows, buffer + skipped)
      }
    }

    /// A pass over a large factor takes a minute or more, so that the end is asked for here.
    private func read(_ rows: Range<Int>) throws {
      try EndRequest.current?.check()
      try file.read(
        layout.offset(panel, row: rows.lowerBound),
        into: UnsafeMutableBufferPointer(start: buffer, count: rows.count * columns.count))
    }
  }

  private func pass(_ panels: some Sequence<Int>, _ body: (Part) throws -> Void) throws {
    guard count > 0 else { return }
    let buffer = UnsafeMutablePointer<Double>.allocate(capacity: layout.solveBytes / MemoryLayout<Double>.size)
    defer { buffer.deallocate() }
    for panel in panels {
      let columns = layout.columns(panel)
      guard columns.upperBound > first else { continue }
      let skipped = max(0, first - columns.lowerBound)
      try body(
        Part(
          layout: layout, file: file, panel: panel, buffer: buffer, skipped: skipped, order: columns.count - skipped,
          start: columns.lowerBound + skipped - first))
    }
  }

  private var rowStride: Int { layout.order - first }

  /// Solves with the triangle, which to BLAS is an upper one.
  private func divide(
    _ operation: String, _ part: Part, _ a: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>
  ) {
    var (m, n, one) = (Int32(part.order), Int32(count), 1.0)
    var (stride, length) = (Int32(part.columns.count), Int32(rowStride))
    BLASLibrary.call {
      dtrsm_("L", "U", operation, "N", &m, &n, &one, a, &stride, b + part.start, &length, 1, 1, 1, 1)
    }
  }

  /// Multiplies by it.
  private func multiply(
    _ operation: String, _ part: Part, _ a: UnsafePointer<Double>, _ b: UnsafeMutablePointer<Double>
  ) {
    var (m, n, one) = (Int32(part.order), Int32(count), 1.0)
    var (stride, length) = (Int32(part.columns.count), Int32(rowStride))
    BLASLibrary.call {
      dtrmm_("L", "U", operation, "N", &m, &n, &one, a, &stride, b + part.start, &length, 1, 1, 1, 1)
    }
  }

  /// target ← target + sign · op(rows) source.
  private func update(
    _ operation: String, _ part: Part, _ rows: Range<Int>, _ a: UnsafePointer<Double>,
    from source: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>, sign: Double = -1
  ) {
    // To BLAS the rows are a matrix of part.order × rows.count.
    var shape = (Int32(part.order), Int32(rows.count))
    var (n, sign, one) = (Int32(count), sign, 1.0)
    var (stride, length) = (Int32(part.columns.count), Int32(rowStride))
    BLASLibrary.call {
      if n == 1 {
        var step = Int32(1)
        return dgemv_(operation, &shape.0, &shape.1, &sign, a, &stride, source, &step, &one, target, &step, 1)
      }
      var (m, k) = operation == "N" ? shape : (shape.1, shape.0)
      dgemm_(operation, "N", &m, &n, &k, &sign, a, &stride, source, &length, &one, target, &length, 1, 1)
    }
  }
}
