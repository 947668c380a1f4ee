import LinearAlgebra
import Testing

@Suite("Transposition") struct TranspositionTests {
  @Test(
    "target[j, i] = source[i, j], and nothing else is written",
    arguments: [(1, 1), (8, 8), (7, 9), (16, 3), (1, 40), (33, 1), (25, 31)])
  func everyEntry(rows: Int, columns: Int) {
    let (stride, targetStride) = (columns + 3, rows + 2)
    let source = (0..<rows * stride).map(Double.init)
    var target = [Double](repeating: -1, count: columns * targetStride)
    source.withUnsafeBufferPointer { s in
      target.withUnsafeMutableBufferPointer { t in
        guard let s = s.baseAddress, let t = t.baseAddress else { return }
        transpose(rows: rows, columns: columns, from: s, stride: stride, to: t, stride: targetStride)
      }
    }
    for j in 0..<columns {
      for i in 0..<targetStride {
        #expect(target[j * targetStride + i] == (i < rows ? source[i * stride + j] : -1))
      }
    }
  }
}
