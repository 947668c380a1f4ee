import COpenBLAS
import Platform

/// Products of blocks of some long rows, on the device's threads and with the same bits for any number of them.
///
/// BLAS splits its sums by its threads. Here the rows are cut at places that depend on their length alone, each piece
/// is one call of BLAS on one thread, and sums over pieces are taken in the pieces' order.
public enum LongRows {
  /// At most this many pieces, none of which is shorter than `shortest` but the last.
  private static let pieceCount = 64
  private static let shortest = 512
  /// Rows of the first factor whose partial products are kept at a time.
  private static let panel = 64

  static func pieces(_ length: Int) -> [Range<Int>] {
    let even = (length + pieceCount - 1) / pieceCount
    return TileGrid.pieces(0..<length, max(shortest, (even + 63) / 64 * 64))
  }

  /// X Yᵀ, [p, q], of X [p, n] and Y [q, n].
  /// - Complexity: p q n multiply-adds, and 64² q numbers of working memory.
  public static func products(_ x: Matrix<Double>, _ y: Matrix<Double>) throws -> Matrix<Double> {
    precondition(x.columns == y.columns, "both blocks have rows of one length")
    let (p, q, n) = (x.rows, y.rows, x.columns)
    var result = Matrix<Double>(rows: p, columns: q)
    guard p > 0, q > 0, n > 0 else { return result }
    let cuts = pieces(n)
    for rows in TileGrid.pieces(0..<p, panel) {
      var parts = Matrix<Double>(rows: cuts.count, columns: rows.count * q)
      try withPlaces(x, y, &parts) { x, y, parts in
        try Parallel.forEach(count: cuts.count) { piece in
          let cut = cuts[piece]
          Double.multiply(
            MatrixProduct(
              transposeB: true, m: rows.count, n: q, k: cut.count, alpha: 1,
              a: x.row(rows.lowerBound) + cut.lowerBound, strideA: n, b: y.row(0) + cut.lowerBound, strideB: n, beta: 0,
              c: parts.row(piece), strideC: q))
        }
      }
      let first = rows.lowerBound * q
      for piece in 0..<cuts.count {
        for k in 0..<rows.count * q { result.elements[first + k] += parts.elements[piece * rows.count * q + k] }
      }
    }
    return result
  }

  /// Y ← Y + α C X with C [p, q], X [q, n] and Y [p, n].
  /// - Complexity: p q n multiply-adds.
  public static func add(
    _ c: Matrix<Double>, times x: Matrix<Double>, scaledBy alpha: Double = 1, to y: inout Matrix<Double>
  ) throws {
    precondition(c.columns == x.rows && c.rows == y.rows && x.columns == y.columns, "the shapes of Y + C X")
    let (p, q, n) = (c.rows, c.columns, x.columns)
    guard p > 0, q > 0, n > 0 else { return }
    let cuts = pieces(n)
    try withPlaces(c, x, &y) { c, x, y in
      try Parallel.forEach(count: cuts.count) { piece in
        let cut = cuts[piece]
        Double.multiply(
          MatrixProduct(
            m: p, n: cut.count, k: q, alpha: alpha, a: c.row(0), strideA: q, b: x.row(0) + cut.lowerBound, strideB: n,
            beta: 1, c: y.row(0) + cut.lowerBound, strideC: n))
      }
    }
  }

  /// X ← L⁻¹ X with L lower triangular, [p, p], and X [p, n].
  /// - Complexity: p² n/2 multiply-adds.
  static func solveLower(_ l: Matrix<Double>, _ x: inout Matrix<Double>) throws {
    let (p, n) = (x.rows, x.columns)
    guard p > 0, n > 0 else { return }
    let cuts = pieces(n)
    try withPlaces(l, l, &x) { l, _, x in
      try Parallel.forEach(count: cuts.count) { piece in
        let cut = cuts[piece]
        var (width, order, leading, one) = (Int32(cut.count), Int32(p), Int32(n), 1.0)
        let (triangle, target) = (l.row(0), x.row(0) + cut.lowerBound)
        // Column by column X is [n, p] and L is Lᵀ, an upper triangle: Xᵀ L⁻ᵀ.
        BLASLibrary.call {
          dtrsm_("R", "U", "N", "N", &width, &order, &one, triangle, &order, target, &leading, 1, 1, 1, 1)
        }
      }
    }
  }

  /// Columns `pieces` of the result C [m, rows of B] = A Bᵀ, a call of BLAS each.
  static func multiply(
    _ a: Matrix<Double>, byTransposeOf b: Matrix<Double>, into c: inout Matrix<Double>, pieces: [Range<Int>]
  ) throws {
    let (m, n, width) = (a.rows, a.columns, c.columns)
    guard m > 0, n > 0 else { return }
    try withPlaces(a, b, &c) { a, b, c in
      try Parallel.forEach(count: pieces.count) { number in
        let piece = pieces[number]
        Double.multiply(
          MatrixProduct(
            transposeB: true, m: m, n: piece.count, k: n, alpha: 1, a: a.row(0), strideA: n,
            b: b.row(piece.lowerBound), strideB: n, beta: 0, c: c.row(0) + piece.lowerBound, strideC: width))
      }
    }
  }

  /// C[:, at + p] += A[:, inner] B[p, :]ᵀ for the rows p of every piece.
  static func add(
    _ a: Matrix<Double>, _ inner: Range<Int>, byTransposeOf b: Matrix<Double>, to c: inout Matrix<Double>,
    from at: Int, pieces: [Range<Int>]
  ) throws {
    let (m, strides) = (a.rows, (a.columns, b.columns, c.columns))
    guard m > 0, !inner.isEmpty else { return }
    try withPlaces(a, b, &c) { a, b, c in
      try Parallel.forEach(count: pieces.count) { number in
        let piece = pieces[number]
        Double.multiply(
          MatrixProduct(
            transposeB: true, m: m, n: piece.count, k: inner.count, alpha: 1, a: a.row(0) + inner.lowerBound,
            strideA: strides.0, b: b.row(piece.lowerBound), strideB: strides.1, beta: 1,
            c: c.row(0) + at + piece.lowerBound, strideC: strides.2))
      }
    }
  }

  /// C[:, at + p] += A[:, inner] B[from..., p] for the columns p of every piece.
  static func add(
    _ a: Matrix<Double>, _ inner: Range<Int>, by b: Matrix<Double>, from: Int, to c: inout Matrix<Double>, at: Int,
    pieces: [Range<Int>]
  ) throws {
    let (m, strides) = (a.rows, (a.columns, b.columns, c.columns))
    guard m > 0, !inner.isEmpty else { return }
    try withPlaces(a, b, &c) { a, b, c in
      try Parallel.forEach(count: pieces.count) { number in
        let piece = pieces[number]
        Double.multiply(
          MatrixProduct(
            m: m, n: piece.count, k: inner.count, alpha: 1, a: a.row(0) + inner.lowerBound, strideA: strides.0,
            b: b.row(from) + piece.lowerBound, strideB: strides.1, beta: 1, c: c.row(0) + at + piece.lowerBound,
            strideC: strides.2))
      }
    }
  }

  /// Numbers that threads read, or of which each changes its own.
  private struct Rows<Pointer: Strideable>: @unchecked Sendable where Pointer.Stride == Int {
    let base: Pointer
    let width: Int
    func row(_ i: Int) -> Pointer { base.advanced(by: i * width) }
  }

  private static func withPlaces(
    _ a: Matrix<Double>, _ b: Matrix<Double>, _ c: inout Matrix<Double>,
    _ body: (Rows<UnsafePointer<Double>>, Rows<UnsafePointer<Double>>, Rows<UnsafeMutablePointer<Double>>) throws ->
      Void
  ) throws {
    let width = c.columns
    try a.elements.withUnsafeBufferPointer { first in
      try b.elements.withUnsafeBufferPointer { second in
        try c.elements.withUnsafeMutableBufferPointer { target in
          guard let x = first.baseAddress, let y = second.baseAddress, let z = target.baseAddress else { return }
          try body(Rows(base: x, width: a.columns), Rows(base: y, width: b.columns), Rows(base: z, width: width))
        }
      }
    }
  }
}
