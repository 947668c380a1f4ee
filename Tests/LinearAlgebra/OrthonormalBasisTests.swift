import LinearAlgebra
import TestSupport
import Testing

@Suite("An orthonormal basis of some vectors") struct OrthonormalBasisTests {
  private static func random(_ count: Int, _ length: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(count))
    return Matrix(rows: count, columns: length, elements: (0..<count * length).map { _ in random.normal() })
  }

  @Test("its vectors are orthonormal, and the given ones lie in their span", arguments: [(1, 1), (3, 40), (70, 200)])
  func spans(count: Int, length: Int) throws {
    let given = Self.random(count, length)
    let basis = try OrthonormalBasis(spanning: given)
    let products = basis.vectors.multiplied(byTransposeOf: basis.vectors)
    for i in 0..<count {
      for j in 0..<count {
        #expect((products[i, j] - (i == j ? 1 : 0)).magnitude < 10 * Double(length) * .ulpOfOne)
      }
    }
    let lengths = given.multiplied(byTransposeOf: given)
    for (i, projected) in basis.lengthsOfProjections(of: given).enumerated() {
      #expect((projected / lengths[i, i].squareRoot() - 1).magnitude < 10 * Double(length) * .ulpOfOne)
    }
  }

  /// e₁ and e₁ + δ e₂ span e₂ as well, down to δ of a few ε; e₃ has no part. The product of the two with themselves has
  /// δ² = 1e-20 beside 1, and would have lost it.
  @Test func nearlyEqualVectorsSpanTheirDifference() throws {
    let given = Matrix(rows: 2, columns: 3, elements: [1, 0, 0, 1, 1e-10, 0])
    let found = try OrthonormalBasis(spanning: given).lengthsOfProjections(
      of: Matrix(rows: 3, columns: 3, elements: [1, 0, 0, 0, 1, 0, 0, 0, 1]))
    for (length, expected) in zip(found, [1, 1, 0.0]) { #expect((length - expected).magnitude < 1e-15) }
  }

  /// Two entries of 1e308 are finite, their sum is not; they are scaled before they are squared.
  @Test func largeVectorsAreFinite() throws {
    let given = Matrix(rows: 1, columns: 2, elements: [1e308, 1e308])
    let basis = try OrthonormalBasis(spanning: given)
    for entry in basis.vectors.row(0) { #expect((entry.magnitude - 0.5.squareRoot()).magnitude < 1e-15) }
  }

  @Test func noVectorsSpanNothing() throws {
    let basis = try OrthonormalBasis(spanning: Matrix(rows: 0, columns: 4))
    #expect(basis.lengthsOfProjections(of: Self.random(2, 4)) == [0, 0])
  }

  @Test func whatHasNoBasisIsRefused() {
    #expect(throws: OrthonormalBasis.Obstacle.tooMany(vectors: 3, length: 2)) {
      try OrthonormalBasis(spanning: Self.random(3, 2))
    }
    let broken = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, .nan, 6])
    #expect(throws: OrthonormalBasis.Obstacle.notFinite(vector: 1)) { try OrthonormalBasis(spanning: broken) }
  }
}
