import LinearAlgebra
import Testing

@Suite("Matrix") struct MatrixTests {
  @Test("is row-major")
  func rowMajor() {
    var a = Matrix<Double>(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
    #expect(a[0, 2] == 3 && a[1, 0] == 4)
    #expect(Array(a.row(1)) == [4, 5, 6])
    a[1, 1] = 7
    #expect(a.elements == [1, 2, 3, 4, 7, 6])
    #expect(Matrix<Float>(rows: 2, columns: 2, repeating: 3).elements == [3, 3, 3, 3])
  }

  @Test("transposed twice is itself", arguments: [(0, 0), (0, 3), (1, 5), (4, 4), (7, 2)])
  func transposition(rows: Int, columns: Int) {
    let a = Matrix<Double>(rows: rows, columns: columns, elements: (0..<rows * columns).map(Double.init))
    let b = a.transposed
    #expect(b.rows == columns && b.columns == rows)
    for i in 0..<rows { for j in 0..<columns { #expect(b[j, i] == a[i, j]) } }
    #expect(b.transposed == a)
  }

  @Test("takes what its filler writes, at any size", arguments: [0, 1, 800])
  func filled(order: Int) {
    // 800² doubles are 5 MB: large enough for huge pages.
    let a = Matrix<Double>(rows: order, columns: order) { for k in $0.indices { $0[k] = Double(k) } }
    #expect(a.elements == (0..<order * order).map(Double.init))
  }

  @Test("an error of the filler is the matrix's")
  func fillerThrows() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try Matrix<Double>(rows: 2, columns: 2) { _ in throw Stop() } }
  }
}
