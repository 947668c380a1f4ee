import LinearAlgebra
import TestSupport
import Testing

@Suite("Cholesky factor", .serialized) struct CholeskyFactorTests {
  /// B Bᵀ + shift · I of a random n × rank matrix B, symmetric to the bit.
  private func gram(_ n: Int, rank: Int, shift: Double) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(n * 1000 + rank))
    let b = Matrix<Double>(rows: n, columns: rank, elements: (0..<n * rank).map { _ in random.normal() })
    var a = b.multiplied(byTransposeOf: b)
    for i in 0..<n {
      a[i, i] += shift
      for j in 0..<i { a[j, i] = a[i, j] }
    }
    return a
  }

  /// L itself stays inside; A = L Lᵀ is the same as L⁻¹ A L⁻ᵀ = I.
  @Test("L⁻¹ A L⁻ᵀ = I", arguments: [1, 2, 3, 17, 64, 65, 200])
  func reproducesMatrix(n: Int) throws {
    let a = gram(n, rank: n + 5, shift: 1)
    let (factor, shift, attempts) = try CholeskyFactor.factor(a, shifts: [0])
    #expect(factor.order == n && shift == 0 && attempts == 1)
    var half = a
    factor.solveLower(&half)
    var whole = half.transposed
    factor.solveLower(&whole)
    // Backward error of Cholesky, n ε ‖A‖ with ‖A‖ ≤ trace, times ‖A⁻¹‖ ≤ 1.
    let trace = (0..<n).reduce(0) { $0 + a[$1, $1] }
    let bound = Double(n + 3) * .ulpOfOne * trace
    for i in 0..<n { for j in 0..<n { #expect(abs(whole[i, j] - (i == j ? 1 : 0)) <= bound) } }
  }

  @Test("solves A x = b", arguments: [1, 5, 130])
  func solves(n: Int) throws {
    let a = gram(n, rank: n + 5, shift: 1)
    let x = (0..<n).map { Double($0 % 7) - 3 }
    var block = Matrix<Double>(rows: 2, columns: n)
    for i in 0..<n { block[1, i] = (0..<n).reduce(0) { $0 + a[i, $1] * x[$1] } }
    try CholeskyFactor.factor(a, shifts: [0]).factor.solve(&block)
    // Backward error n ε ‖A‖ ‖x‖ of the solution and of b, times ‖A⁻¹‖ ≤ 1.
    let trace = (0..<n).reduce(0) { $0 + a[$1, $1] }
    let bound = 2 * Double(n + 3) * .ulpOfOne * trace * x.reduce(1) { $0 + $1 * $1 }.squareRoot()
    for i in 0..<n {
      #expect(block[0, i] == 0)
      #expect(abs(block[1, i] - x[i]) <= bound)
    }
  }

  @Test("knows log det A")
  func determinant() throws {
    let diagonal = Matrix<Double>(rows: 2, columns: 2, elements: [4, 0, 0, 9])
    let value = try CholeskyFactor.factor(diagonal, shifts: [0]).factor.logDeterminant
    // log 36: two logarithms, a doubling and a sum, each within one unit in the last place.
    #expect(abs(value - 3.58351893845611) < 4 * value.ulp)
  }

  @Test("a failed attempt leaves the matrix as it was: the next has the bits of a first", arguments: [2, 65, 150, 300])
  func failedAttemptsRestore(n: Int) throws {
    // Positive definite but for its last row, so that an attempt fails late, after most of the matrix was overwritten.
    var a = gram(n, rank: n + 5, shift: 1)
    a[n - 1, n - 1] = -1
    let last = a[n - 2, n - 2] * Double(n)
    let retried = try CholeskyFactor.factor(a, shifts: [0, 1e-6, 1e-3, last])
    #expect(retried.attempts == 4 && retried.shift == last)
    let direct = try CholeskyFactor.factor(a, shifts: [last])
    #expect(direct.attempts == 1)
    var first = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { first[i, i] = 1 }
    var second = first
    retried.factor.solveLower(&first)
    direct.factor.solveLower(&second)
    #expect(first == second)
  }

  @Test("an empty matrix has an empty factor")
  func empty() throws {
    let (factor, _, attempts) = try CholeskyFactor.factor(Matrix<Double>(rows: 0, columns: 0), shifts: [0])
    var nothing = Matrix<Double>(rows: 0, columns: 0)
    factor.solve(&nothing)
    #expect(factor.order == 0 && attempts == 1 && factor.logDeterminant == 0)
  }

  @Test("refuses what has no factor, naming the leading minor")
  func refusals() {
    #expect(throws: CholeskyFactor.Obstacle.notSquare(rows: 2, columns: 3)) {
      try CholeskyFactor.factor(Matrix<Double>(rows: 2, columns: 3), shifts: [0])
    }
    let indefinite = Matrix<Double>(rows: 3, columns: 3, elements: [1, 2, 0, 2, 1, 0, 0, 0, 1])
    #expect(throws: CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: 2)) {
      try CholeskyFactor.factor(indefinite, shifts: [0, 0.1])
    }
  }

  @Test("a NaN anywhere is refused, not handed on", arguments: [(0, 0), (3, 1), (79, 79), (79, 20)])
  func notANumber(i: Int, j: Int) {
    var a = gram(80, rank: 90, shift: 1)
    (a[i, j], a[j, i]) = (.nan, .nan)
    #expect(throws: CholeskyFactor.Obstacle.notFinite(row: i)) {
      try CholeskyFactor.factor(a, shifts: [0, 0.1])
    }
  }
}
