/// (A + μ I) x = b for the rows of a block.
struct ShiftedSystem<A: SymmetricOperator> {
  let matrix: A
  let shift: Double
  let sides: Matrix<Double>
  /// What residuals are compared with.
  let lengths: [Double]

  /// - Parameter lengths: nil: ‖b‖.
  init(matrix: A, shift: Double, sides: Matrix<Double>, lengths: [Double]?) {
    (self.matrix, self.shift, self.sides) = (matrix, shift, sides)
    self.lengths = lengths ?? (0..<sides.rows).map { Self.norm(sides, $0) }
  }

  /// (A + μ I) x of every row.
  func product(_ block: Matrix<Double>) throws -> Matrix<Double> {
    var result = try matrix.product(block)
    let count = block.elements.count
    block.elements.withUnsafeBufferPointer { x in
      result.elements.withUnsafeMutableBufferPointer { y in for k in 0..<count { y[k] += shift * x[k] } }
    }
    return result
  }

  /// b − (A + μ I) x of every row.
  func remainders(of solutions: Matrix<Double>) throws -> Matrix<Double> {
    var result = try product(solutions)
    let count = result.elements.count
    sides.elements.withUnsafeBufferPointer { b in
      result.elements.withUnsafeMutableBufferPointer { r in for k in 0..<count { r[k] = b[k] - r[k] } }
    }
    return result
  }

  /// The largest ‖r‖/‖b‖; of b = 0, r must be 0.
  /// - Throws: `BlockConjugateGradients.Obstacle.notFinite`.
  func residual(_ remainders: Matrix<Double>) throws -> Double {
    var largest = 0.0
    for i in 0..<sides.rows {
      let (rest, side) = (Self.norm(remainders, i), lengths[i])
      guard rest.isFinite, side.isFinite else {
        let broken = { (m: Matrix<Double>) in m.row(i).firstIndex { !$0.isFinite }.map { $0 - i * m.columns } }
        throw BlockConjugateGradients.Obstacle.notFinite(row: broken(sides) ?? broken(remainders) ?? 0)
      }
      largest = max(largest, rest == 0 ? 0 : rest / side)
    }
    return largest
  }

  /// ‖b‖ of a row, also where squares of its entries have no number.
  static func norm(_ block: Matrix<Double>, _ row: Int) -> Double {
    block.elements.withUnsafeBufferPointer { elements in
      let (n, first) = (block.columns, row * block.columns)
      func root(scaledBy scale: Double) -> Double {
        var sum = 0.0
        for k in 0..<n {
          let number = scale * elements[first + k]
          sum += number * number
        }
        return sum.squareRoot() / scale
      }
      let plain = root(scaledBy: 1)
      // Between these no square that counts is lost.
      if plain > 0x1p-400, plain < 0x1p400 { return plain }
      var largest = 0.0
      for k in 0..<n { largest = max(largest, elements[first + k].magnitude) }
      guard largest > 0, largest.isFinite, !plain.isNaN else { return plain }
      // A power of two changes no digit; of the smallest numbers its inverse is none.
      return root(scaledBy: Double(sign: .plus, exponent: -max(-1000, largest.exponent), significand: 1))
    }
  }
}
