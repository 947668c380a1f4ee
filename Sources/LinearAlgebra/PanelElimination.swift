import COpenBLAS
import Platform

/// Cholesky's elimination of one panel, whose former ones are on disk: left-looking.
///
/// With P the panel's columns c..<c + w of A, rows c..<n, and Q a former panel of L,
///
///     P ← P − Q[c..<n] Q[c..<c + w]ᵀ       of every Q, in runs of Q's rows as they come from the disk
///     P[c..<c + w] → T Tᵀ                  LAPACK
///     P[c + w..<n] ← P[c + w..<n] T⁻ᵀ
///
/// Row-major, so that to BLAS all is transposed. How Q's rows are cut into runs follows from the layout alone, and with
/// it the last bits.
struct PanelElimination {
  let layout: PanelLayout
  let file: PanelFile

  /// Turns a panel of A + shift · I into one of L. What lies right of the diagonal is of no meaning, before and after.
  ///
  /// - Parameter progress: the part of the panel's multiply-adds that is done.
  /// - Returns: 0, or the order of the leading minor of the panel's own square that is not positive.
  /// - Throws: `FileFailure`; `EndRequest.Requested`, which is asked for between pieces.
  /// - Complexity: w (n − c) c multiply-adds, less w² c/2, and as many of T; reads 8 c (n − c) bytes.
  func eliminate(_ panel: Int, _ block: UnsafeMutablePointer<Double>, progress: (Double) -> Void) throws -> Int {
    let columns = layout.columns(panel)
    let (c, width) = (columns.lowerBound, columns.count)
    if panel > 0 {
      let buffer = UnsafeMutablePointer<Double>.allocate(capacity: layout.width * (width + layout.chunkRows))
      defer { buffer.deallocate() }
      for former in 0..<panel {
        try update(block, columns, by: former, buffer) { part in
          progress((Double(former) + part) / Double(panel + 1))
        }
      }
    }
    try EndRequest.current?.check()
    let minor = factor(block, order: width)
    guard minor == 0 else { return minor }
    for rows in layout.runs(of: columns.upperBound..<layout.order) {
      try EndRequest.current?.check()
      divide(block + (rows.lowerBound - c) * width, rows: rows.count, by: block, order: width)
    }
    progress(1)
    return 0
  }

  /// - Parameter buffer: for the square of Q that meets the panel's columns, and for a run of its rows.
  private func update(
    _ block: UnsafeMutablePointer<Double>, _ columns: Range<Int>, by former: Int,
    _ buffer: UnsafeMutablePointer<Double>, progress: (Double) -> Void
  ) throws {
    let (width, depth) = (columns.count, layout.width)
    let run = buffer + width * depth
    try read(former, columns, into: buffer)
    var (n, k, minus, one) = (Int32(width), Int32(depth), -1.0, 1.0)
    BLASLibrary.call { dsyrk_("U", "T", &n, &k, &minus, buffer, &k, &one, block, &n, 1, 1) }
    let runs = layout.runs(of: columns.upperBound..<layout.order)
    for (number, rows) in runs.enumerated() {
      try EndRequest.current?.check()
      try read(former, rows, into: run)
      if number + 1 < runs.count { announce(former, runs[number + 1]) }
      Double.multiply(
        MatrixProduct(
          transposeB: true, m: rows.count, n: width, k: depth, alpha: -1, a: run, strideA: depth, b: buffer,
          strideB: depth, beta: 1, c: block + (rows.lowerBound - columns.lowerBound) * width, strideC: width))
      progress(Double(number + 1) / Double(runs.count))
    }
  }

  private func read(_ panel: Int, _ rows: Range<Int>, into target: UnsafeMutablePointer<Double>) throws {
    let buffer = UnsafeMutableBufferPointer(start: target, count: rows.count * layout.width)
    try file.read(layout.offset(panel, row: rows.lowerBound), into: buffer)
  }

  private func announce(_ panel: Int, _ rows: Range<Int>) {
    let (start, end) = (
      layout.offset(panel, row: rows.lowerBound), layout.offset(panel, row: rows.upperBound)
    )
    file.announce(start, count: end - start)
  }

  private func factor(_ a: UnsafeMutablePointer<Double>, order: Int) -> Int {
    var (n, info) = (Int32(order), Int32(0))
    BLASLibrary.call { dpotrf_("U", &n, a, &n, &info, 1) }
    return Int(info)
  }

  private func divide(_ b: UnsafeMutablePointer<Double>, rows: Int, by a: UnsafePointer<Double>, order: Int) {
    var (m, n, one) = (Int32(order), Int32(rows), 1.0)
    BLASLibrary.call { dtrsm_("L", "U", "T", "N", &m, &n, &one, a, &m, b, &m, 1, 1, 1, 1) }
  }
}

extension PanelLayout {
  /// Rows that are read at a time, one after another.
  func runs(of rows: Range<Int>) -> [Range<Int>] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: chunkRows).map {
      $0..<min($0 + chunkRows, rows.upperBound)
    }
  }
}
