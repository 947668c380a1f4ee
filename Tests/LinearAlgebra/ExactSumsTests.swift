import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("Sums in twice the precision") struct ExactSumsTests {
  /// a and −a with 1 between them, in any order, whatever stands beside: 0 in float64.
  @Test("what cancels is not lost", arguments: [3, 16, 17, 40, 1000])
  func cancellation(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    var (a, b) = ([Double](), [Double]())
    for _ in 0..<count {
      let (x, y) = (1e10 * random.normal(), 1e10 * random.normal())
      a += [x, 1, -x]
      b += [y, 0x1p-20, y]
    }
    let exact = Double(count) * 0x1p-20
    let found = a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        guard let x = a.baseAddress, let y = b.baseAddress else { return Double.nan }
        return ExactSums.dot(x, y, count: a.count)
      }
    }
    // n² ε² Σ |a b|, with n of 3000 and 1e23 a piece at most.
    #expect(abs(found - exact) <= exact * 1e-3)
  }

  #if arch(x86_64)
    /// Hilbert's matrix in float64 and a solution that is right to the last digits: b − A x is rounding of b alone.
    @Test("residuals of dense and factored matrices", arguments: [1, 2, 9, 33, 70], [1, 3])
    func residuals(n: Int, sides: Int) throws {
      var random = SplitMix64(seed: 7)
      var a = Matrix<Double>(rows: n, columns: n)
      for i in 0..<n { for j in 0..<n { a[i, j] = 1 / Double(i + j + 1) } }
      let shift = 1e-3
      let x = Matrix<Double>(rows: sides, columns: n, elements: (0..<sides * n).map { _ in random.normal() })
      var b = Matrix<Double>(rows: sides, columns: n)
      var exact = b
      for r in 0..<sides {
        for i in 0..<n {
          let sum = (0..<n).reduce(Float80(shift) * Float80(x[r, i])) { $0 + Float80(a[i, $1]) * Float80(x[r, $1]) }
          b[r, i] = Double(sum)
          exact[r, i] = Double(Float80(b[r, i]) - sum)
        }
      }
      let factor = try CholeskyFactor.factor(a, shifts: [shift]).factor
      var shifted = a
      for i in 0..<n { shifted[i, i] += shift }
      for found in [try factor.residuals(of: x, for: b), try shifted.residuals(of: x, for: b)] {
        for (value, expected) in zip(found.elements, exact.elements) {
          // The diagonal with its shift is rounded once, numbers of order one.
          #expect(abs(value - expected) <= 4 * Double.ulpOfOne)
        }
      }
    }
  #endif

  @Test("λ_max of packed storage is that of the square", arguments: [1, 2, 3, 8, 61])
  func largestEigenvalue(n: Int) throws {
    var random = SplitMix64(seed: 3)
    let rows = (0..<n).map { _ in (0..<5).map { _ in random.normal() } }
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n { a[i, j] = zip(rows[i], rows[j]).reduce(i == j ? 1 : 0) { $0 + $1.0 * $1.1 } }
    }
    var packed = try PackedSymmetricMatrix(order: n) { $0.write(Tile(rows: 0..<n, columns: 0..<n), a.elements) }
    let start = (0..<n).map { _ in random.normal() }
    let expected = try SymmetricEigendecomposition.eigenvalues(of: a)[n - 1]
    #expect(abs(try packed.largestEigenvalue(start: start).eigenvalue / expected - 1) < 1e-9)
    #expect(packed.diagonal == a.diagonal && packed.meanDiagonal == a.meanDiagonal)
    packed.scale(by: 4)
    #expect(packed.diagonal == a.diagonal.map { 4 * $0 })
  }
}
