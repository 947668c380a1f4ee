/// Writes the transpose of a row-major `rows` × `columns` block: target[j, i] = source[i, j].
///
/// Works in 8 × 8 pieces, so that both sides stay in the first-level cache.
/// - Complexity: O(rows · columns), about the time of two copies.
public func transpose(
  rows: Int, columns: Int, from source: UnsafePointer<Double>, stride: Int,
  to target: UnsafeMutablePointer<Double>, stride targetStride: Int
) {
  let block = 8
  for i0 in Swift.stride(from: 0, to: rows, by: block) {
    let i1 = min(i0 + block, rows)
    for j0 in Swift.stride(from: 0, to: columns, by: block) {
      for j in j0..<min(j0 + block, columns) {
        for i in i0..<i1 { target[j * targetStride + i] = source[i * stride + j] }
      }
    }
  }
}
