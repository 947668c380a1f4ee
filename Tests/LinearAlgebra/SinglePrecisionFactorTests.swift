import LinearAlgebra
import Testing

@Suite("Cholesky factor in float32", .serialized) struct SinglePrecisionFactorTests {
  /// (1 + shift) on the diagonal and 1 elsewhere: λ = n + shift once and shift otherwise.
  private func matrix(_ n: Int, shift: Double) -> Matrix<Double> {
    var a = Matrix<Double>(rows: n, columns: n, repeating: 1)
    for i in 0..<n { a[i, i] += shift }
    return a
  }

  @Test("solves A x = b to float32", arguments: [1, 6, 90])
  func solves(n: Int) throws {
    let factor = try SinglePrecisionFactor(matrix(n, shift: 1))
    // x = (0, 1, …, n − 1): b_i = Σ x + x_i.
    let sum = Float(n * (n - 1) / 2)
    var block = Matrix<Float>(rows: 2, columns: n, elements: (0..<2 * n).map { sum + Float($0 % n) })
    factor.solve(&block)
    // Backward error n ε ‖A‖ ‖A⁻¹‖ ‖x‖ with κ = n + 1 and ‖x‖ ≤ n^{3/2}.
    let bound = Double(n + 1) * Double(n + 1) * Double(Float.ulpOfOne) * Double(n * n)
    for i in 0..<2 * n { #expect(abs(Double(block.elements[i]) - Double(i % n)) <= bound) }
  }

  @Test("condition numbers beyond 1/ε have no factor")
  func illConditioned() throws {
    // A shift below half a unit in the last place of 1 is lost when the matrix is rounded.
    #expect(throws: CholeskyFactor.Obstacle.self) { try SinglePrecisionFactor(matrix(30, shift: 2e-8)) }
    #expect(try CholeskyFactor.factor(matrix(30, shift: 2e-8), shifts: [0]).attempts == 1)
  }

  @Test("what is no matrix of a factor is refused")
  func refusals() {
    #expect(throws: CholeskyFactor.Obstacle.notSquare(rows: 2, columns: 3)) {
      try SinglePrecisionFactor(Matrix(rows: 2, columns: 3))
    }
    var broken = matrix(5, shift: 1)
    broken[3, 3] = .nan
    #expect(throws: CholeskyFactor.Obstacle.notFinite(row: 3)) { try SinglePrecisionFactor(broken) }
    // Beyond float32 and not beyond float64: no factor in this arithmetic.
    broken[3, 3] = 1e200
    #expect(throws: CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: 4)) { try SinglePrecisionFactor(broken) }
  }
}
