import LinearAlgebra
import TestSupport
import Testing

@Suite("Products against three loops") struct ScalarTests {
  static let shapes = [(1, 1, 1), (3, 4, 5), (17, 9, 33), (64, 65, 7), (5, 1, 40)]

  @Test("float64, every transposition", arguments: shapes)
  func double(m: Int, n: Int, k: Int) { check(Double.self, m: m, n: n, k: k) }

  @Test("float32, every transposition", arguments: shapes)
  func single(m: Int, n: Int, k: Int) { check(Float.self, m: m, n: n, k: k) }

  /// C ← α op(A) op(B) + β C with strides wider than the rows; what lies between rows must stay.
  private func check<S: Scalar>(_: S.Type, m: Int, n: Int, k: Int) {
    var random = SplitMix64(seed: UInt64(m * 10_000 + n * 100 + k))
    for (transposeA, transposeB) in [(false, false), (false, true), (true, false), (true, true)] {
      let (strideA, strideB, strideC) = ((transposeA ? m : k) + 2, (transposeB ? k : n) + 1, n + 3)
      let a = (0..<(transposeA ? k : m) * strideA).map { _ in S(random.normal()) }
      let b = (0..<(transposeB ? n : k) * strideB).map { _ in S(random.normal()) }
      let before = (0..<m * strideC).map { _ in S(random.normal()) }
      var c = before
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          c.withUnsafeMutableBufferPointer { c in
            guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
            S.multiply(
              MatrixProduct(
                transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: 2, a: a, strideA: strideA,
                b: b, strideB: strideB, beta: 0.5, c: c, strideC: strideC))
          }
        }
      }
      for i in 0..<m {
        for j in 0..<strideC {
          guard j < n else {
            #expect(c[i * strideC + j] == before[i * strideC + j])
            continue
          }
          var (sum, size) = (S(0), S(0))
          for p in 0..<k {
            let left = transposeA ? a[p * strideA + i] : a[i * strideA + p]
            let right = transposeB ? b[j * strideB + p] : b[p * strideB + j]
            sum += left * right
            size += (left * right).magnitude
          }
          let expected = 2 * sum + before[i * strideC + j] / 2
          // Two summations of k terms, each within k rounding errors of Σ|terms|, and the last two operations.
          let bound = S.ulpOfOne * (S(2 * k + 2) * 2 * size + 2 * before[i * strideC + j].magnitude)
          #expect((c[i * strideC + j] - expected).magnitude <= bound)
        }
      }
    }
  }

  @Test("A Bᵀ of matrices", arguments: [(2, 3, 4), (20, 31, 13)])
  func productByTranspose(m: Int, n: Int, k: Int) {
    // Small integers: every product and sum is exact.
    let a = Matrix<Double>(rows: m, columns: k, elements: (0..<m * k).map { Double($0 % 17 - 8) })
    let b = Matrix<Double>(rows: n, columns: k, elements: (0..<n * k).map { Double($0 % 13 - 6) })
    let c = a.multiplied(byTransposeOf: b)
    #expect(c.rows == m && c.columns == n)
    for i in 0..<m { for j in 0..<n { #expect(c[i, j] == (0..<k).reduce(0) { $0 + a[i, $1] * b[j, $1] }) } }
  }
}
