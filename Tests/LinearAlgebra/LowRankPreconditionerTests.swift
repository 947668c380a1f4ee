import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct LowRankPreconditionerTests {
  /// H P H = μ I, with P written out.
  @Test(arguments: [1, 20, 70, 120], [10.0, 1e-2, 1e-8]) func isTheRootOfTheInverse(rank: Int, shift: Double) throws {
    var random = SplitMix64(seed: 2)
    let n = 120
    let factor = random.normalMatrix(rows: rank, columns: n)
    let preconditioner = try LowRankPreconditioner(factor: factor, shift: shift)
    let whole = factor.transposed.multiplied(by: factor).plusOnDiagonal(shift)
    var root = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { root[i, i] = 1 }
    try preconditioner.applyRoot(to: &root)
    let product = root.multiplied(by: whole).multiplied(by: root)
    let largest = try #require(preconditioner.eigenvalues.last)
    // H is right to some ε, on both sides of P.
    let bound = 100 * Double.ulpOfOne * (largest + shift)
    for i in 0..<n {
      for j in 0..<n { #expect(abs(product[i, j] - (i == j ? shift : 0)) <= bound) }
    }
    let exact = try SymmetricEigendecomposition.eigenvalues(of: factor.multiplied(byTransposeOf: factor))
    #expect(zip(preconditioner.eigenvalues, exact).allSatisfy { abs($0 - $1) <= 100 * Double.ulpOfOne * largest })
  }

  /// Rows of a factor that are nearly dependent, as those of a kernel are.
  @Test func dependentRowsAreOneDirection() throws {
    var random = SplitMix64(seed: 5)
    let first = random.normalMatrix(rows: 1, columns: 50)
    let near = first.elements.map { $0 * (1 + 1e-15) }
    let factor = Matrix(rows: 3, columns: 50, elements: first.elements + near + near)
    let preconditioner = try LowRankPreconditioner(factor: factor, shift: 0.5)
    var block = first
    try preconditioner.applyRoot(to: &block)
    let length = first.length(0)
    let expected = (0.5 / (3 * length * length + 0.5)).squareRoot()
    #expect(abs(block.length(0) / length - expected) < 1e-14)
  }

  @Test func withoutRankItDoesNothing() throws {
    let preconditioner = try LowRankPreconditioner(factor: Matrix(rows: 0, columns: 4), shift: 1)
    var block = Matrix<Double>(rows: 1, columns: 4, elements: [1, 2, 3, 4])
    try preconditioner.applyRoot(to: &block)
    #expect(block.elements == [1, 2, 3, 4] && preconditioner.rank == 0)
  }

  @Test(arguments: [0, -1, Double.nan, .infinity]) func needsNoise(shift: Double) {
    #expect(throws: LowRankPreconditioner.Obstacle.self) {
      try LowRankPreconditioner(factor: Matrix(rows: 0, columns: 4), shift: shift)
    }
  }
}
