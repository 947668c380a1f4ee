import Ranks
import Foundation
import LinearAlgebra

/// A matrix and its factor over the ranks beside those of one process.
struct FactorChecks {
  let leader: Leader
  let order: Int

  private var recipe: FormulaMatrix { FormulaMatrix(order: order) }

  /// [m, n], numbers of order 1.
  private func block(rows: Int, columns: Int) -> Matrix<Double> {
    Matrix(
      rows: rows, columns: columns, elements: (0..<rows * columns).map { sin(Double($0) * 1.7 + 0.3) })
  }

  /// The largest difference over the largest number.
  private func error(_ found: Matrix<Double>, _ expected: Matrix<Double>) -> Double {
    let scale = expected.elements.reduce(0) { max($0, $1.magnitude) }
    let difference = zip(found.elements, expected.elements).reduce(0) { worst, pair in
      let d = (pair.0 - pair.1).magnitude
      return d.isNaN ? .infinity : max(worst, d)
    }
    return scale > 0 ? difference / scale : difference
  }

  func run(_ checks: Checks) {
    let name = "n = \(order)"
    checks.attempt(name) {
      let matrix = try leader.matrix(recipe, scale: 4) { _ in }
      // Rows of the identity bring out every entry as it is.
      var identity = Matrix<Double>(rows: order, columns: order)
      for i in 0..<order { identity[i, i] = 1 }
      var expected = try recipe.whole()
      expected.scale(by: 4)
      checks.expect("\(name): entries", matrix.multiply(identity) == expected)
      checks.expect("\(name): diagonal", matrix.diagonal == expected.diagonal)

      let sides = block(rows: 3, columns: order)
      let product = matrix.multiply(sides)
      let (factor, _, attempts) = try matrix.factor(shifts: [0.25], progress: nil)
      checks.expect("\(name): attempts", attempts == 1)
      checks.expect(
        "\(name): products are the same when there is a factor", error: error(matrix.multiply(sides), product),
        atMost: 0)

      let packed = try PackedCholeskyFactor.factor(order: order, shifts: [0.25]) {
        $0.write(Tile(rows: 0..<order, columns: 0..<order), expected.elements)
      }.factor
      // Condition numbers are below 200: 1e-12 is a thousand roundings.
      checks.expect(
        "\(name): log determinant",
        error: abs(factor.logDeterminant - packed.logDeterminant) / abs(packed.logDeterminant),
        atMost: 1e-12)
      let operations: [(String, (any Solver, inout Matrix<Double>) -> Void)] = [
        ("L⁻¹ b", { $0.solveLower(&$1) }), ("L⁻ᵀ b", { $0.solveUpper(&$1) }), ("A⁻¹ b", { $0.solve(&$1) }),
        ("L b", { $0.multiplyLower(&$1) }),
      ]
      for rows in [1, 2, 7] {
        for (title, operation) in operations {
          var (own, other) = (block(rows: rows, columns: order), block(rows: rows, columns: order))
          operation(factor, &own)
          operation(packed, &other)
          checks.expect("\(name): \(title) of \(rows)", error: error(own, other), atMost: 1e-12)
        }
      }
      for first in [0, 100, 256, 512, 700] where first < order {
        var (own, other) = (block(rows: 5, columns: order - first), block(rows: 5, columns: order - first))
        factor.solveLower(&own, from: first)
        packed.solveLower(&other, from: first)
        checks.expect("\(name): L⁻¹ b from \(first)", error: error(own, other), atMost: 1e-12)
        factor.solveUpper(&own, from: first)
        packed.solveUpper(&other, from: first)
        checks.expect("\(name): L⁻ᵀ b from \(first)", error: error(own, other), atMost: 1e-12)
      }
      func row(_ numbers: [Double]) -> Matrix<Double> { Matrix(rows: 1, columns: numbers.count, elements: numbers) }
      checks.expect(
        "\(name): diagonal of the inverse", error: error(row(factor.inverseDiagonal), row(packed.inverseDiagonal)),
        atMost: 1e-12)
      checks.expect("\(name): columns of L", error: error(row(columns(factor)), row(columns(packed))), atMost: 1e-12)
    }
  }

  private func columns(_ solver: any Solver) -> [Double] {
    guard let factor = solver as? any FactorColumns else { return [] }
    let n = factor.order
    // In two ranges, the second from within a block.
    var numbers = [Double](repeating: 0, count: n * (n + 1) / 2)
    let cut = n / 3
    let start = cut * n - cut * (cut - 1) / 2
    numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      factor.copy(columns: 0..<cut, to: base)
      factor.copy(columns: cut..<n, to: base + start)
    }
    return numbers
  }
}
