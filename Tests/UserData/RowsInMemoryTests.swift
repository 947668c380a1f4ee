import LinearAlgebra
import Testing
import UserData

@Suite struct RowsInMemoryTests {
  private func rows(_ numbers: [Double], areInputs: Bool = true) throws -> RowsInMemory {
    try RowsInMemory(
      "x1", Matrix(rows: numbers.count / 11, columns: 11, elements: numbers), shape: .vector(features: 11),
      areInputs: areInputs)
  }

  @Test("rows come back as they are, all of them without a copy")
  func ranges() throws {
    let numbers = (0..<44).map(Double.init)
    let rows = try rows(numbers)
    #expect(rows.rows(0..<4).elements == numbers)
    #expect(rows.rows(1..<3).elements == Array(numbers[11..<33]))
    #expect(rows.count == 4 && rows.width == 11 && rows.warnings.isEmpty)
  }

  /// In every lane of the sum, and behind the last whole one.
  @Test("a number that no kernel can take names its row", arguments: [0, 5, 7, 8, 10])
  func refused(column: Int) throws {
    for bad in [Double.nan, .infinity, -.infinity, 1e200] {
      var numbers = [Double](repeating: 1, count: 44)
      numbers[22 + column] = bad
      #expect(throws: UserDataFailure.notFinite(file: nil, dataset: "x1", row: 2)) { try rows(numbers) }
      #expect(throws: UserDataFailure.notFinite(file: nil, dataset: "x1", row: 2)) {
        try rows(numbers, areInputs: false)
      }
    }
    var numbers = [Double](repeating: 0, count: 44)
    numbers[22 + column] = 1e-160
    #expect(throws: UserDataFailure.underflows(file: nil, dataset: "x1", row: 2)) { try rows(numbers) }
    #expect(try rows(numbers, areInputs: false).count == 4)
    numbers[22 + column] = 0
    #expect(try rows(numbers).count == 4)
  }

  @Test("messages of arrays in memory name no file")
  func messages() {
    let failure = UserDataFailure.notFinite(file: nil, dataset: "x1", row: 2)
    #expect(failure.message.hasPrefix("x1 row 2 holds"))
  }
}
