import LinearAlgebra

/// Solutions of A x = b that are right to the last digits, by a factor of A that is not.
///
/// *Method* (Higham 2002, Chapter 12). r = b − A x in twice the working precision, x ← x + A⁻¹ r, until the correction
/// is rounding or no longer shrinks. It converges where κ(A) n ε < 1, by about that factor a step.
enum Refinement {
  /// Corrections after which it ends in any case.
  static let largestCount = 5

  struct Result {
    /// x, [m, n].
    var solutions: Matrix<Double>
    /// The largest |b − A x|.
    var residual: Double
  }

  /// - Parameters:
  ///   - sides: b, [m, n].
  ///   - largestCount: corrections at most.
  ///   - residuals: b − A x of every row.
  /// - Complexity: m n² multiply-adds and one call of `residuals` a step, of which two are usual.
  static func solve(
    _ solver: any Solver, _ sides: Matrix<Double>, largestCount: Int = largestCount,
    residuals: (_ solutions: Matrix<Double>, _ sides: Matrix<Double>) throws -> Matrix<Double>
  ) throws -> Result {
    var solutions = sides
    solver.solve(&solutions)
    guard solver.order > 0, sides.rows > 0 else { return Result(solutions: solutions, residual: 0) }
    var rests = try residuals(solutions, sides)
    var best = Result(solutions: solutions, residual: rests.largestMagnitude)
    var former = Double.infinity
    for _ in 0..<largestCount where best.residual > 0 {
      var correction = rests
      solver.solve(&correction)
      let step = correction.largestMagnitude
      guard step.isFinite, step < 0.5 * former else { break }
      for k in solutions.elements.indices { solutions.elements[k] += correction.elements[k] }
      rests = try residuals(solutions, sides)
      let residual = rests.largestMagnitude
      guard residual <= 2 * best.residual else { break }
      best = Result(solutions: solutions, residual: residual)
      former = step
      if step <= 2 * .ulpOfOne * solutions.largestMagnitude { break }
    }
    return best
  }
}

extension Matrix<Double> {
  /// The largest |entry|; a NaN counts as infinite.
  var largestMagnitude: Double { elements.reduce(0) { $1.isNaN ? .infinity : max($0, $1.magnitude) } }

  /// The largest |entry| of every column.
  var largestOfColumns: [Double] {
    (0..<columns).map { c in (0..<rows).reduce(0) { max($0, self[$1, c].magnitude) } }
  }
}

extension Collection<Double> {
  /// √(Σ x²)
  var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }

  /// Σ d x²
  func weightedSquare(_ weights: [Double]) -> Double { zip(self, weights).reduce(0) { $0 + $1.1 * ($1.0 * $1.0) } }
}
