import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

/// A training kernel in packed storage gives the posterior of the square one.
@Suite("Gaussian process from a packed kernel") struct PackedGaussianProcessTests {
  private func fill(_ k: Matrix<Double>) -> (PackedTriangle) -> Void {
    { triangle in triangle.write(Tile(rows: 0..<k.rows, columns: 0..<k.rows), k.elements) }
  }

  /// exp(−(i − j)²/2), condition number below 100.
  private func kernel(_ n: Int) -> Matrix<Double> {
    var k = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { for j in 0..<n { k[i, j] = exp(-0.5 * Double((i - j) * (i - j))) } }
    return k
  }

  @Test("means and variances as from the square kernel", arguments: [1, 2, 3, 30, 31, 64])
  func agreesWithSquare(n: Int) throws {
    let k = kernel(n)
    var random = SplitMix64(seed: 3)
    let targets = Matrix<Double>(rows: n, columns: 2, elements: (0..<2 * n).map { _ in random.normal() })
    let square = try GaussianProcess(trainingKernel: k, targets: targets, noise: .absolute(first: 1e-2))
    let packed = try GaussianProcess(targets: targets, noise: .absolute(first: 1e-2), fillingKernel: fill(k))
    #expect(packed.attempts == square.attempts && packed.noiseVarianceUsed == square.noiseVarianceUsed)
    let cross = Matrix<Double>(rows: 3, columns: n, elements: (0..<3 * n).map { _ in random.uniform() })
    // n ε ‖A‖ ‖A⁻¹‖ (below 3 · 100), times |k*| |t| ≤ 4 n.
    let bound = Double(n) * .ulpOfOne * 300 * 4 * Double(n)
    let means = (packed.mean(crossKernel: cross), square.mean(crossKernel: cross))
    for (a, b) in zip(means.0.elements, means.1.elements) { #expect(abs(a - b) <= bound) }
    let prior = [1.0, 1, 1]
    let variances = (
      packed.variance(crossKernel: cross, testVariances: prior),
      square.variance(crossKernel: cross, testVariances: prior)
    )
    // A variance is quadratic in |k*| ≤ √n and has ‖A⁻¹‖ once more.
    for (a, b) in zip(variances.0, variances.1) { #expect(abs(a - b) <= 100 * bound) }
  }

  /// The kernel of `GaussianProcessTests.ladder`: an eigenvalue of −5e-4.
  @Test("climbs as many rungs", arguments: [30, 31])
  func ladder(n: Int) throws {
    var k = Matrix<Double>(rows: n, columns: n, repeating: 1)
    for i in 0..<n { k[i, i] -= 5e-4 }
    let targets = Matrix<Double>(rows: n, columns: 1, repeating: 1)
    for noise in [1e-10, 0] {
      let square = try GaussianProcess(trainingKernel: k, targets: targets, noise: .absolute(first: noise))
      let packed = try GaussianProcess(targets: targets, noise: .absolute(first: noise), fillingKernel: fill(k))
      #expect(packed.attempts == square.attempts && packed.noiseVarianceUsed == square.noiseVarianceUsed)
    }
  }

  @Test("an indefinite kernel ends in an error that names the largest noise")
  func indefinite() {
    let k = Matrix<Double>(rows: 2, columns: 2, elements: [1, 3, 3, 1])
    let error = #expect(throws: GaussianProcessError.self) {
      try GaussianProcess(targets: Matrix(rows: 2, columns: 1), noise: .absolute(first: 1e-10), fillingKernel: fill(k))
    }
    guard case .notPositiveDefinite(let noise) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(abs(noise - 0.1) < 1e-12)
  }
}
