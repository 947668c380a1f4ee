import LinearAlgebra
import Testing

@Suite struct RowNormsTests {
  /// Squares of the first and the last have no number.
  @Test(arguments: [-1074, -1030, -664, -400, 0, 400, 664, 1020]) func anyScaleHasANorm(exponent: Int) {
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
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
