import LinearAlgebra
import TestSupport

enum Spectrum {
  /// λ_min of A + shift · I, from above, by inverse iteration on the Cholesky factor.
  static func smallestEigenvalue(_ matrix: Matrix<Double>, shift: Double) throws -> Double {
    let factor = try CholeskyFactor.factor(matrix, shifts: [shift]).factor
    var random = SplitMix64(seed: 1)
    var vector = Matrix<Double>(rows: 1, columns: matrix.rows, elements: (0..<matrix.rows).map { _ in random.normal() })
    var growth = 1.0
    for _ in 0..<30 {
      let norm = vector.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vector.elements = vector.elements.map { $0 / norm }
      factor.solve(&vector)
      growth = vector.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return 1 / growth
  }
}
