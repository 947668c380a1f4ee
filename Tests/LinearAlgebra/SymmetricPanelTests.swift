import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct SymmetricPanelTests {
  /// Columns from the first of a range down, with nothing of meaning right of the diagonal.
  private func panels(_ a: Matrix<Double>, width: Int) -> [SymmetricPanel] {
    TileGrid.pieces(0..<a.rows, width).map { columns in
      var part = Matrix<Double>(rows: a.rows - columns.lowerBound, columns: columns.count)
      for i in 0..<part.rows {
        for j in 0..<part.columns { part[i, j] = j > i ? 1e300 : a[columns.lowerBound + i, columns.lowerBound + j] }
      }
      return SymmetricPanel(columns, part)
    }
  }

  /// One panel, many, and a last one of its own width.
  @Test(arguments: [300, 128, 77, 1]) func allPanelsTogetherAreTheProduct(width: Int) throws {
    var random = SplitMix64(seed: 3)
    let a = KernelExample.gaussian(300)
    let block = random.normalMatrix(rows: 4, columns: 300)
    var product = Matrix<Double>(rows: 4, columns: 300)
    for panel in panels(a, width: width) { try panel.add(productWith: block, to: &product) }
    let expected = block.multiplied(by: a)
    // Sums of 300 products of numbers below 1 and below 5.
    #expect(zip(product.elements, expected.elements).allSatisfy { abs($0 - $1) <= 300 * 5 * Double.ulpOfOne })
  }

  @Test func rowsAreThoseOfTheMatrix() {
    let a = KernelExample.gaussian(90)
    var rows = Matrix<Double>(rows: 3, columns: 90)
    for panel in panels(a, width: 40) {
      for (k, place) in [0, 39, 85].enumerated() { panel.copy(row: place, to: &rows, at: k) }
    }
    for (k, place) in [0, 39, 85].enumerated() { #expect(rows.row(k).elementsEqual(a.row(place))) }
  }

  @Test func bitsDoNotDependOnThreads() throws {
    var random = SplitMix64(seed: 3)
    let (a, block) = (KernelExample.gaussian(700), random.normalMatrix(rows: 4, columns: 700))
    let found = try [1, 2, 3].map { threads in
      try Device(threads: threads).run {
        var product = Matrix<Double>(rows: 4, columns: 700)
        for panel in panels(a, width: 512) { try panel.add(productWith: block, to: &product) }
        return product
      }
    }
    #expect(found[0] == found[1] && found[0] == found[2])
  }
}
