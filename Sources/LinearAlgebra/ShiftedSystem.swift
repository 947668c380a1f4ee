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
    self.lengths = lengths ?? (0..<sides.rows).map { sides.norm(ofRow: $0) }
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
      let (rest, side) = (remainders.norm(ofRow: i), lengths[i])
      guard rest.isFinite, side.isFinite else {
        let broken = { (m: Matrix<Double>) in m.row(i).firstIndex { !$0.isFinite }.map { $0 - i * m.columns } }
        throw BlockConjugateGradients.Obstacle.notFinite(row: broken(sides) ?? broken(remainders) ?? 0)
      }
      largest = max(largest, rest == 0 ? 0 : rest / side)
    }
    return largest
  }
}
