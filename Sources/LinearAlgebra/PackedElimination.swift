import COpenBLAS
import Platform

/// Cholesky's elimination in packed storage, panel by panel.
///
/// A panel of T1 and S is a block of columns of L, a panel of T2 a block of rows of Lᵀ. Each takes up all that the
/// former panels owe it in a few large products, is factored on its diagonal block and divided by it. LAPACK's `dpftrf`
/// does the same work in four calls, not faster, and cannot say how far it is.
struct PackedElimination {
  let layout: PackedLayout
  let base: UnsafeMutablePointer<Double>
  /// Columns of a panel.
  let panel: Int

  /// Long enough for BLAS, and n/1024 reports of progress.
  static let usualPanel = 1024

  /// Writes L over A.
  ///
  /// - Parameter progress: the part of the multiply-adds that is done.
  /// - Returns: 0, or the order of the first leading minor that is not positive or holds a NaN; then nothing is left of
  ///   A.
  /// - Throws: `EndRequest.Requested`, which is asked for before each panel.
  /// - Complexity: n³/6 multiply-adds on the device's BLAS threads.
  func run(progress: ((Double) -> Void)?) throws -> Int {
    for panels in [(0..<layout.leading, eliminateLeading), (layout.leading..<layout.order, eliminateTrailing)] {
      for first in Swift.stride(from: panels.0.lowerBound, to: panels.0.upperBound, by: panel) {
        try EndRequest.current?.check()
        let range = first..<min(first + panel, panels.0.upperBound)
        let minor = panels.1(range)
        if minor != 0 { return minor }
        progress?(done(range.upperBound))
      }
    }
    return 0
  }

  /// The first k columns' share of Σ (n − j) j multiply-adds over the columns j.
  private func done(_ k: Int) -> Double {
    let (x, n) = (Double(k), Double(layout.order))
    return (x * x * n / 2 - x * x * x / 3) / (n * n * n / 6)
  }

  /// Columns of T1 and of S below it.
  private func eliminateLeading(_ columns: Range<Int>) -> Int {
    let (j, width, below) = (columns.lowerBound, columns.count, layout.order - columns.upperBound)
    let diagonal = base + layout.offset(j, j)
    let (row, rest) = (base + layout.offset(j, 0), base + layout.offset(columns.upperBound - 1, 0) + 1)
    symmetricUpdate("L", "N", order: width, depth: j, row, diagonal)
    update("N", "T", rows: below, columns: width, depth: j, rest, row, diagonal + width)
    let minor = factor("L", diagonal, order: width, first: j)
    guard minor == 0 else { return minor }
    divide(side: "R", "L", rows: below, columns: width, by: diagonal, diagonal + width)
    return 0
  }

  /// Rows of T2ᵀ and what lies right of them.
  private func eliminateTrailing(_ columns: Range<Int>) -> Int {
    let (n1, stride) = (layout.leading, layout.stride)
    let (j, width, right) = (columns.lowerBound - n1, columns.count, layout.order - columns.upperBound)
    let s = base + layout.leadingOffset + n1 + j
    let above = base + layout.trailingOffset + j * stride
    let (diagonal, rest) = (above + j, above + j + width * stride)
    symmetricUpdate("U", "N", order: width, depth: n1, s, diagonal)
    update("N", "T", rows: width, columns: right, depth: n1, s, s + width, rest)
    symmetricUpdate("U", "T", order: width, depth: j, above, diagonal)
    update("T", "N", rows: width, columns: right, depth: j, above, above + width * stride, rest)
    let minor = factor("U", diagonal, order: width, first: columns.lowerBound)
    guard minor == 0 else { return minor }
    divide(side: "L", "U", rows: width, columns: right, by: diagonal, rest)
    return 0
  }

  /// C ← C − op(A) op(A)ᵀ on one triangle.
  private func symmetricUpdate(
    _ triangle: String, _ operation: String, order: Int, depth: Int, _ a: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>
  ) {
    guard depth > 0 else { return }
    var (n, k, stride, minus, one) = (Int32(order), Int32(depth), Int32(layout.stride), -1.0, 1.0)
    BLASLibrary.call {
      dsyrk_(triangle, operation, &n, &k, &minus, a, &stride, &one, c, &stride, 1, 1)
    }
  }

  /// C ← C − op(A) op(B).
  private func update(
    _ first: String, _ second: String, rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>
  ) {
    guard depth > 0, rows > 0, columns > 0 else { return }
    var (m, n, k, stride) = (Int32(rows), Int32(columns), Int32(depth), Int32(layout.stride))
    var (minus, one) = (-1.0, 1.0)
    BLASLibrary.call {
      dgemm_(first, second, &m, &n, &k, &minus, a, &stride, b, &stride, &one, c, &stride, 1, 1)
    }
  }

  /// Factors a diagonal block, whose first index is `first`.
  private func factor(_ triangle: String, _ a: UnsafeMutablePointer<Double>, order: Int, first: Int) -> Int {
    var (n, stride, info) = (Int32(order), Int32(layout.stride), Int32(0))
    BLASLibrary.call {
      dpotrf_(triangle, &n, a, &stride, &info, 1)
    }
    if info != 0 { return first + Int(info) }
    // LAPACK's test for a positive pivot lets a NaN pass; a NaN in row i of the matrix reaches pivot i of the factor.
    return (0..<order).first { !a[$0 * (layout.stride + 1)].isFinite }.map { first + $0 + 1 } ?? 0
  }

  /// B ← B L⁻ᵀ from the right, or L⁻¹ B from the left with L kept as an upper triangle.
  private func divide(
    side: String, _ triangle: String, rows: Int, columns: Int, by a: UnsafePointer<Double>,
    _ b: UnsafeMutablePointer<Double>
  ) {
    guard rows > 0, columns > 0 else { return }
    var (m, n, stride, one) = (Int32(rows), Int32(columns), Int32(layout.stride), 1.0)
    BLASLibrary.call {
      dtrsm_(side, triangle, "T", "N", &m, &n, &one, a, &stride, b, &stride, 1, 1, 1, 1)
    }
  }
}
