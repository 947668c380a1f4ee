import Foundation
import LinearAlgebra
import TestSupport

/// Kernels with known or fast decaying spectra.
enum KernelExample {
  /// exp(−|x − y|²/2) of n random points in three dimensions.
  static func gaussian(_ n: Int, seed: UInt64 = 1) -> Matrix<Double> {
    var random = SplitMix64(seed: seed)
    let points = random.normalMatrix(rows: n, columns: 3)
    var kernel = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0...i {
        let distance = zip(points.row(i), points.row(j)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        (kernel[i, j], kernel[j, i]) = (exp(-distance / 2), exp(-distance / 2))
      }
    }
    return kernel
  }

  /// Qᵀ diag(λ) Q with a random orthogonal Q.
  static func withEigenvalues(_ eigenvalues: [Double], seed: UInt64 = 1) throws -> Matrix<Double> {
    var random = SplitMix64(seed: seed)
    let n = eigenvalues.count
    let q = try OrthonormalBasis(spanning: random.normalMatrix(rows: n, columns: n)).vectors
    var scaled = q
    for i in 0..<n { for j in 0..<n { scaled[i, j] *= eigenvalues[i] } }
    let product = q.transposed.multiplied(by: scaled)
    var symmetric = product
    for i in 0..<n { for j in 0..<n { symmetric[i, j] = 0.5 * (product[i, j] + product[j, i]) } }
    return symmetric
  }

  /// The preconditioner by randomly pivoted Cholesky.
  static func preconditioner(
    _ kernel: Matrix<Double>, rank: Int, shift: Double, seed: UInt64 = 3
  ) throws -> LowRankPreconditioner {
    var generator = SplitMix64(seed: seed)
    let factor = try RandomlyPivotedCholesky(of: DenseOperator(kernel), rank: rank, using: &generator).factor
    return try LowRankPreconditioner(factor: factor, shift: shift)
  }
}

extension Matrix<Double> {
  /// ‖row i‖
  func length(_ i: Int) -> Double { row(i).reduce(0) { $0 + $1 * $1 }.squareRoot() }

  func minus(_ other: Matrix) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 - $1 })
  }

  func plusOnDiagonal(_ shift: Double) -> Matrix {
    var result = self
    for i in 0..<rows { result[i, i] += shift }
    return result
  }
}
