import LinearAlgebra
import Platform
import TestSupport
import Testing

@Suite struct LongRowsTests {
  /// Shorter than a piece, of several pieces, and of more than 64 of the shortest; more rows than a panel.
  @Test(arguments: [(1, 1, 1), (3, 5, 700), (70, 2, 1500), (2, 130, 40_000)])
  func productsAndSumsAreThoseOfTheFormula(p: Int, q: Int, n: Int) throws {
    var random = SplitMix64(seed: UInt64(n))
    let (x, y) = (random.normalMatrix(rows: p, columns: n), random.normalMatrix(rows: q, columns: n))
    let products = try LongRows.products(x, y)
    let whole = x.multiplied(byTransposeOf: y)
    // Sums of n products of numbers below 5.
    let rounding = 25 * Double(n) * Double.ulpOfOne
    #expect(zip(products.elements, whole.elements).allSatisfy { abs($0 - $1) <= rounding })

    var sum = x
    try LongRows.add(products, times: y, scaledBy: -0.5, to: &sum)
    let expected = products.multiplied(by: y)
    let largest = products.elements.reduce(0) { max($0, abs($1)) }
    for k in stride(from: 0, to: sum.elements.count, by: 97) {
      #expect(
        abs(sum.elements[k] - (x.elements[k] - 0.5 * expected.elements[k]))
          <= 8 * Double(q) * (1 + largest) * Double.ulpOfOne * 5)
    }
  }

  @Test func bitsDoNotDependOnThreads() throws {
    var random = SplitMix64(seed: 4)
    let (x, y) = (random.normalMatrix(rows: 9, columns: 9000), random.normalMatrix(rows: 21, columns: 9000))
    func both(threads: Int) throws -> (Matrix<Double>, Matrix<Double>) {
      try Device(threads: threads).run {
        let products = try LongRows.products(x, y)
        var sum = x
        try LongRows.add(products, times: y, to: &sum)
        return (products, sum)
      }
    }
    let (one, two, three) = (try both(threads: 1), try both(threads: 2), try both(threads: 3))
    #expect(one == two && one == three)
  }

  @Test func emptyBlocksGiveZeros() throws {
    let none = Matrix<Double>(rows: 0, columns: 5)
    let some = Matrix<Double>(rows: 2, columns: 5, repeating: 1)
    #expect(try LongRows.products(some, none) == Matrix(rows: 2, columns: 0))
    var sum = some
    try LongRows.add(Matrix(rows: 2, columns: 0), times: none, to: &sum)
    #expect(sum == some)
  }
}
