import LinearAlgebra
import Testing

@Suite struct RowNormsTests {
  /// Squares of the first and the last have no number.
  @Test(arguments: [5e-324, 3e-310, 1e-200, 1e-120, 1, 1e120, 1e200, 3e307]) func anyScaleHasANorm(scale: Double) {
    let rows = Matrix<Double>(rows: 2, columns: 4, elements: [7, 7, 7, 7, 3 * scale, 0, -4 * scale, 0])
    // The smallest numbers have few digits.
    #expect(abs(rows.norm(ofRow: 1) - 5 * scale) <= 5 * scale * 0x1p-50)
    #expect(rows.norm(ofRow: 0) == 14)
  }

  @Test func whatIsNoNumberIsSaid() {
    let rows = Matrix<Double>(rows: 4, columns: 2, elements: [0, 0, .nan, 1, .infinity, 1, .nan, .infinity])
    #expect(rows.norm(ofRow: 0) == 0 && rows.norm(ofRow: 1).isNaN)
    #expect(rows.norm(ofRow: 2) == .infinity && rows.norm(ofRow: 3).isNaN)
    #expect(Matrix<Double>(rows: 1, columns: 0).norm(ofRow: 0) == 0)
  }
}
