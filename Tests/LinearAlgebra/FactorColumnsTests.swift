import LinearAlgebra
import TestSupport
import Testing

/// Factors that are written down column by column and read again.
@Suite("Columns of a factor") struct FactorColumnsTests {
  /// Diagonally dominant.
  private func matrix(_ n: Int) -> Matrix<Double> {
    var random = SplitMix64(seed: UInt64(n))
    var a = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<i {
        a[i, j] = random.uniform() - 0.5
        a[j, i] = a[i, j]
      }
      a[i, i] = Double(n)
    }
    return a
  }

  /// All numbers, from blocks of a few.
  private func numbers(_ factor: some FactorColumns, blockNumbers: Int) -> [Double] {
    var result: [Double] = []
    for block in type(of: factor).blocks(order: factor.order, numbers: blockNumbers) {
      #expect(block.numbers.lowerBound == result.count)
      var part = [Double](repeating: .nan, count: block.numbers.count)
      part.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { factor.copy(columns: block.columns, to: base) }
      }
      result += part
    }
    return result
  }

  private func reader(_ numbers: [Double]) -> (Range<Int>, UnsafeMutableBufferPointer<Double>) -> Void {
    var next = 0
    return { _, target in
      for k in target.indices { target[k] = numbers[next + k] }
      next += target.count
    }
  }

  @Test("a square factor has the same bits again, and the columns of L", arguments: [1, 2, 3, 8, 65])
  func square(n: Int) throws {
    let factor = try CholeskyFactor.factor(matrix(n), shifts: [0.5]).factor
    let numbers = numbers(factor, blockNumbers: 40)
    #expect(numbers.count == n * (n + 1) / 2)
    // L e_j is column j.
    var unit = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n { unit[i, i] = 1 }
    factor.multiplyLower(&unit)
    #expect(numbers == (0..<n).flatMap { j in (j..<n).map { unit[j, $0] } })
    let again = try CholeskyFactor(order: n, reading: reader(numbers))
    try expectSame(factor, again, n)
  }

  @Test("a packed factor has the same bits again", arguments: [1, 2, 3, 4, 5, 8, 65])
  func packed(n: Int) throws {
    let a = matrix(n)
    let factor = try PackedCholeskyFactor.factor(order: n, shifts: [0.5]) {
      $0.write(Tile(rows: 0..<n, columns: 0..<n), a.elements)
    }.factor
    let numbers = numbers(factor, blockNumbers: 40)
    let again = try PackedCholeskyFactor(order: n, reading: reader(numbers))
    try expectSame(factor, again, n)
    // One form for both: what was packed is read as a square one.
    let other = try CholeskyFactor(order: n, reading: reader(numbers))
    #expect(self.numbers(other, blockNumbers: 1 << 20) == numbers)
  }

  @Test("blocks of columns cover the triangle", arguments: [0, 1, 7, 100])
  func blocks(n: Int) {
    let blocks = CholeskyFactor.blocks(order: n, numbers: 50)
    #expect(blocks.flatMap { Array($0.columns) } == Array(0..<n))
    #expect(blocks.last?.numbers.upperBound ?? 0 == n * (n + 1) / 2)
    #expect(blocks.allSatisfy { $0.numbers.count <= 50 || $0.columns.count == 1 })
  }

  private func expectSame(_ factor: some FactorColumns, _ again: some FactorColumns, _ n: Int) throws {
    var random = SplitMix64(seed: 3)
    let sides = Matrix<Double>(rows: 3, columns: n, elements: (0..<3 * n).map { _ in random.normal() })
    var (first, second) = (sides, sides)
    factor.solve(&first)
    again.solve(&second)
    #expect(first == second && factor.logDeterminant == again.logDeterminant)
  }
}
