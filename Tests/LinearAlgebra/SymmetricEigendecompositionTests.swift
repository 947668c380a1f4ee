import LinearAlgebra
import TestSupport
import Testing

@Suite("Symmetric eigenvalues and eigenvectors", .serialized) struct SymmetricEigendecompositionTests {
  /// The second difference: 2 on the diagonal, −1 beside it; λ_k = 4 sin²(kπ/(2(n + 1))).
  static func secondDifference(_ n: Int) -> Matrix<Double> {
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      a[i, i] = 2
      if i > 0 { (a[i, i - 1], a[i - 1, i]) = (-1, -1) }
    }
    return a
  }

  static func random(_ n: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(n))
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0...i {
        a[i, j] = random.normal()
        a[j, i] = a[i, j]
      }
    }
    return a
  }

  @Test("the second difference has known eigenvalues", arguments: [1, 2, 30, 200])
  func knownEigenvalues(n: Int) throws {
    let found = try SymmetricEigendecomposition.eigenvalues(of: Self.secondDifference(n))
    let both = try SymmetricEigendecomposition(Self.secondDifference(n)).eigenvalues
    for k in 1...n {
      let sine = sine(Double(k) * .pi / Double(2 * (n + 1)))
      // LAPACK's bound, a modest multiple of n ε ‖A‖ with ‖A‖ < 4.
      #expect(abs(found[k - 1] - 4 * sine * sine) < 4 * Double(n + 3) * .ulpOfOne)
      #expect(abs(both[k - 1] - 4 * sine * sine) < 4 * Double(n + 3) * .ulpOfOne)
    }
  }

  /// sin x by its Taylor series, so that nothing but + and × stands behind the expected numbers; |x| < π/2.
  private func sine(_ x: Double) -> Double {
    var (term, sum) = (x, x)
    for k in 1..<15 {
      term *= -x * x / Double(2 * k * (2 * k + 1))
      sum += term
    }
    return sum
  }

  @Test("A = Qᵀ diag(λ) Q with orthonormal rows, ascending", arguments: [1, 3, 40, 150])
  func reconstructs(n: Int) throws {
    let a = Self.random(n)
    let found = try SymmetricEigendecomposition(a)
    let q = found.eigenvectors
    let identity = q.multiplied(byTransposeOf: q)
    var scaled = q
    for k in 0..<n { for j in 0..<n { scaled[k, j] *= found.eigenvalues[k] } }
    let again = q.transposed.multiplied(by: scaled)
    let norm = found.eigenvalues.reduce(0) { max($0, abs($1)) }
    // Backward stability: a modest multiple of n ε and n ε ‖A‖.
    let bound = 4 * Double(n + 3) * .ulpOfOne
    for i in 0..<n {
      for j in 0..<n {
        #expect(abs(identity[i, j] - (i == j ? 1 : 0)) < bound)
        #expect(abs(again[i, j] - a[i, j]) < bound * norm)
      }
    }
    #expect(found.eigenvalues == found.eigenvalues.sorted())
  }

  @Test("an empty matrix has no eigenvalues")
  func empty() throws {
    #expect(try SymmetricEigendecomposition(Matrix(rows: 0, columns: 0)).eigenvalues.isEmpty)
  }

  @Test("what has no eigenvalues is refused before LAPACK sees it")
  func refusals() {
    #expect(throws: SymmetricEigendecomposition.Obstacle.notSquare(rows: 2, columns: 3)) {
      try SymmetricEigendecomposition(Matrix(rows: 2, columns: 3))
    }
    var broken = Self.secondDifference(4)
    broken[2, 1] = .nan
    #expect(throws: SymmetricEigendecomposition.Obstacle.notFinite(row: 2)) {
      try SymmetricEigendecomposition.eigenvalues(of: broken)
    }
  }

  /// 1 + 6n + 2n² against 2³¹ − 1. A matrix of that order takes 8.6 GB, so the numbers are tested, not the matrix.
  @Test("the largest order is the last whose workspace 32 bits count")
  func largestOrder() {
    func workspace(_ n: Int) -> Int { 1 + 6 * n + 2 * n * n }
    let n = SymmetricEigendecomposition.largestOrder
    #expect(workspace(n) <= Int(Int32.max) && workspace(n + 1) > Int(Int32.max))
    let m = SymmetricEigendecomposition.largestOrderOfEigenvalues
    #expect(m * m <= Int(Int32.max) && (m + 1) * (m + 1) > Int(Int32.max))
  }
}
