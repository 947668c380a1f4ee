import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct SymmetricStripTests {
  /// Rows as far as the diagonal of the last of a range, with nothing of meaning right of a row's own.
  private func strips(_ a: Matrix<Double>, width: Int) -> [SymmetricStrip] {
    TileGrid.pieces(0..<a.rows, width).map { rows in
      var part = Matrix<Double>(rows: rows.count, columns: rows.upperBound)
      for i in rows { for j in 0..<part.columns { part[i - rows.lowerBound, j] = j > i ? 1e300 : a[i, j] } }
      return SymmetricStrip(rows, part)
    }
  }

  /// One strip, many, and a last one of its own width.
  @Test(arguments: [300, 128, 77, 1]) func allStripsTogetherAreTheProduct(width: Int) throws {
    var random = SplitMix64(seed: 3)
    let a = KernelExample.gaussian(300)
    let block = random.normalMatrix(rows: 4, columns: 300)
    var product = Matrix<Double>(rows: 4, columns: 300)
    for strip in strips(a, width: width) { try strip.add(productWith: block, to: &product) }
    let expected = block.multiplied(by: a)
    // Sums of 300 products of numbers below 1 and below 5.
    #expect(zip(product.elements, expected.elements).allSatisfy { abs($0 - $1) <= 300 * 5 * Double.ulpOfOne })
    #expect(strips(a, width: width).flatMap(\.diagonal) == a.diagonal)
  }

  @Test func rowsAreThoseOfTheMatrix() {
    let a = KernelExample.gaussian(90)
    var rows = Matrix<Double>(rows: 4, columns: 90)
    for strip in strips(a, width: 40) {
      for (k, place) in [0, 39, 40, 85].enumerated() { strip.copy(row: place, to: &rows, at: k) }
    }
    for (k, place) in [0, 39, 40, 85].enumerated() { #expect(rows.row(k).elementsEqual(a.row(place))) }
  }

  @Test func bitsDoNotDependOnThreads() throws {
    var random = SplitMix64(seed: 3)
    let (a, block) = (KernelExample.gaussian(700), random.normalMatrix(rows: 4, columns: 700))
    let found = try [1, 2, 3].map { threads in
      try Device(threads: threads).run {
        var product = Matrix<Double>(rows: 4, columns: 700)
        for strip in strips(a, width: 512) { try strip.add(productWith: block, to: &product) }
        return product
      }
    }
    #expect(found[0] == found[1] && found[0] == found[2])
  }
}
