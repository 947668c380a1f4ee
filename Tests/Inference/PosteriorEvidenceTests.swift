import Foundation
import Inference
import LinearAlgebra
import Testing

@Suite("Evidence of a posterior") struct PosteriorEvidenceTests {
  /// The inverse and the determinant by Gauss and Jordan, without pivoting: the matrix is positive definite.
  private func inverse(_ matrix: Matrix<Double>) -> (inverse: Matrix<Double>, logDeterminant: Double) {
    let n = matrix.rows
    var (a, b, sum) = (matrix, Matrix<Double>(rows: n, columns: n), 0.0)
    for i in 0..<n { b[i, i] = 1 }
    for p in 0..<n {
      let pivot = a[p, p]
      sum += log(pivot)
      for j in 0..<n { (a[p, j], b[p, j]) = (a[p, j] / pivot, b[p, j] / pivot) }
      for i in 0..<n where i != p {
        let factor = a[i, p]
        for j in 0..<n { (a[i, j], b[i, j]) = (a[i, j] - factor * a[p, j], b[i, j] - factor * b[p, j]) }
      }
    }
    return (b, sum)
  }

  @Test(
    "as of the kernel with nothing taken out, whatever its size", arguments: [false, true],
    [(1.0, false), (1.0, true), (3e-11, false), (7e9, true)])
  func isThatOfTheKernel(isAnchored: Bool, storage: (size: Double, isPacked: Bool)) throws {
    let example = PosteriorExample(isAnchored: isAnchored, size: storage.size)
    let posterior = try example.posterior(isPacked: storage.isPacked)
    var shifted = example.kernel
    for i in 0..<shifted.rows { shifted[i, i] += example.noise * storage.size }
    let (inverse, logDeterminant) = inverse(shifted)
    // Four inputs, κ of 100: some hundred roundings.
    let found = try #require(posterior.logDeterminant)
    #expect(abs(found - logDeterminant) < 1e-13 * max(1, abs(logDeterminant)))
    let diagonal = try #require(posterior.inverseDiagonal)
    for (a, b) in zip(diagonal, example.anchorLast(inverse.diagonal)) { #expect(abs(a / b - 1) < 1e-12) }
    let weights = posterior.kernelWeights
    let expected = inverse.multiplied(by: example.targets)
    for c in 0..<2 {
      let column = example.anchorLast((0..<4).map { expected[$0, c] })
      for (a, b) in zip(weights.row(c), column) { #expect(abs(a - b) * storage.size < 1e-11) }
    }
  }

  @Test("without the factor there is none", arguments: [false, true])
  func needsTheFactor(isAnchored: Bool) throws {
    let whole = try PosteriorExample(isAnchored: isAnchored).posterior(isPacked: false)
    let rest = try CheckedPosterior(whole.parts, solver: nil)
    #expect(rest.logDeterminant == nil && rest.inverseDiagonal == nil)
    #expect(rest.kernelWeights == whole.kernelWeights)
  }
}
