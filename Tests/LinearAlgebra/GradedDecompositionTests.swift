import Foundation
import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct GradedDecompositionTests {
  /// F = [[s, 0], [s, 1]]: λ_min = s²/λ_max = ½ − O(1/s²), of which a decomposition of Fᵀ F has an error of ε s².
  @Test("the small eigenvalue and its vector keep their digits", arguments: [1e4, 1e8, 1e12])
  func keepsSmallModes(size: Double) throws {
    let found = try #require(
      try GradedDecomposition(columns: Matrix(rows: 2, columns: 2, elements: [size, size, 0, 1])))
    let small = found.eigenvalues[0] < found.eigenvalues[1] ? 0 : 1
    let (s2, v) = (size * size, found.eigenvectors.row(small))
    let discriminant = ((2 * s2 - 1) * (2 * s2 - 1) + 4 * s2).squareRoot()
    let largest = (2 * s2 + 1 + discriminant) / 2
    let expected = s2 / largest
    #expect(abs(found.eigenvalues[small] - expected) < 1e-15)
    #expect(abs(found.eigenvalues[1 - small] / largest - 1) < 1e-15)
    // (2 s² − λ) v₁ + s v₂ = 0
    let ratio = v[v.startIndex] / v[v.startIndex + 1]
    #expect(abs(ratio / (-size / (2 * s2 - expected)) - 1) < 1e-14)
  }

  @Test("B = F V is orthogonal, V orthonormal", arguments: [0, 1, 2, 7, 8, 9, 33])
  func isOrthogonal(order n: Int) throws {
    var random = SplitMix64(seed: 7)
    var columns = Matrix<Double>(rows: n, columns: n)
    for j in 0..<n { for i in 0..<n { columns[j, i] = random.normal() * pow(10, Double(5 - j)) } }
    let found = try #require(try GradedDecomposition(columns: columns))
    let (v, b) = (found.eigenvectors, found.eigenvectors.multiplied(by: columns))
    let (lengths, products) = (v.multiplied(byTransposeOf: v), b.multiplied(byTransposeOf: b))
    for j in 0..<n {
      for k in 0..<n {
        #expect(abs(lengths[j, k] - (j == k ? 1 : 0)) < 1e-13)
        let size = (found.eigenvalues[j] * found.eigenvalues[k]).squareRoot()
        // Short columns are sums of long ones here, whose rounding their product with V has and the rotations have not.
        #expect(j != k || abs(products[j, k] - size) <= 1e-12 * size + 1e-11 * products[0, 0].magnitude.squareRoot())
      }
    }
  }

  @Test("what is not finite has no decomposition") func notFinite() throws {
    #expect(try GradedDecomposition(columns: Matrix(rows: 2, columns: 2, elements: [1, .nan, 0, 1])) == nil)
    #expect(try GradedDecomposition(columns: Matrix(rows: 1, columns: 1, elements: [.infinity])) == nil)
  }

  /// Some ten sweeps of 512 columns take seconds.
  @Test("a wanted end is met before the next sweep") func endsWhenAsked() {
    let columns = Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 3, 4])
    #expect(throws: EndRequest.Requested.self) {
      try EndRequest { true }.run { _ = try GradedDecomposition(columns: columns) }
    }
  }
}
