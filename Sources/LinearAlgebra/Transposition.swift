import CElementary

/// Writes the transpose of a row-major `rows` × `columns` block: target[j, i] = source[i, j].
///
/// Works in strips of eight rows, which are one line of the cache in every row of the target.
/// - Complexity: O(rows · columns), about the time of two copies.
public func transpose(
  rows: Int, columns: Int, from source: UnsafePointer<Double>, stride: Int,
  to target: UnsafeMutablePointer<Double>, stride targetStride: Int
) {
  let whole = rows / 8 * 8
  for i in Swift.stride(from: 0, to: whole, by: 8) {
    transpose_eight_rows(source + i * stride, stride, columns, target + i, targetStride)
  }
  for i in 0..<rows {
    // Strips leave the last few columns, and of the last few rows all.
    for j in (i < whole ? columns / 4 * 4 : 0)..<columns { target[j * targetStride + i] = source[i * stride + j] }
  }
}
