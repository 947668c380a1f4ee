import LinearAlgebra
import Platform

extension Matrix<Double> {
  /// Changes every row on the device's threads.
  ///
  /// - Throws: `EndRequest.Requested`.
  mutating func changeRows(_ body: @Sendable (_ row: Int, _ numbers: UnsafeMutablePointer<Double>) -> Void) throws {
    let (count, width) = (rows, columns)
    try elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let places = Rows(base: base, width: width)
      try Parallel.forEach(count: count) { body($0, places[$0]) }
    }
  }

  /// What `body` makes of every row, on the device's threads.
  ///
  /// - Throws: `EndRequest.Requested`.
  func mapRows(_ body: @Sendable (_ row: Int, _ numbers: UnsafeBufferPointer<Double>) -> Double) throws -> [Double] {
    var results = Matrix<Double>(rows: rows, columns: 1)
    let width = columns
    try elements.withUnsafeBufferPointer { buffer in
      let whole = Numbers(buffer: buffer)
      try results.changeRows { row, result in
        result.pointee = body(row, UnsafeBufferPointer(rebasing: whole.buffer[row * width..<(row + 1) * width]))
      }
    }
    return results.elements
  }
}

/// Rows of a matrix, of which each thread changes its own.
private struct Rows: @unchecked Sendable {
  let base: UnsafeMutablePointer<Double>
  let width: Int
  subscript(row: Int) -> UnsafeMutablePointer<Double> { base + row * width }
}

private struct Numbers: @unchecked Sendable { let buffer: UnsafeBufferPointer<Double> }
