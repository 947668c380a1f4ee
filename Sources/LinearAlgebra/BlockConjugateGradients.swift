import Platform

/// Solutions of (A + μ I) x = b for all right-hand sides at once, by products with A and without its factor.
///
/// *Method.* Block conjugate gradients (O'Leary 1980) on H (A + μ I) H y = H b, x = H y, with the preconditioner's
/// H = √μ P^(−1/2), and with residuals that are kept orthonormal (Dubrulle 2001, Algorithm BCGrQ): R = Q C, so that
/// right-hand sides may depend on each other, at the start or later. With S the directions, Q C = qr(H b), S = Q,
///
///     T = H S,  V = (A + μ I) T,  α = (Tᵀ V)⁻¹,  X ← X + T α C,
///     Q ρ = qr(Q − H V α),  S ← Q + S ρᵀ,  C ← ρ C.
///
/// A right-hand side is solved for when ‖b − (A + μ I) x‖ ≤ τ ‖b‖. That is asked of a residual computed anew: the
/// recurrence's own goes on falling where rounding has ended the progress. Where the two differ the iteration begins
/// again from the former; where that gains nothing, it ends as `Obstacle.stagnated`.
///
/// The error of a sum kᵀ x, such as a predicted mean, is at most √(kᵀ (A + μ I)⁻¹ k) ‖b − (A + μ I) x‖/√μ.
public enum BlockConjugateGradients {
  /// What was found.
  public struct Solution: Sendable {
    /// x, [m, n].
    public let solutions: Matrix<Double>
    /// b − (A + μ I) x as it was computed anew, [m, n].
    public let remainders: Matrix<Double>
    /// The largest ‖b − (A + μ I) x‖/‖b‖, or over what was given for ‖b‖.
    public let residual: Double
    /// Steps of the method.
    public let iterations: Int
    /// Products with A of blocks of m rows.
    public let products: Int
  }

  /// When to end.
  public struct Limits: Sendable, Hashable {
    /// τ
    public var residual = 1e-10
    /// Steps at most.
    public var iterations = 1000

    public init(residual: Double = 1e-10, iterations: Int = 1000) {
      (self.residual, self.iterations) = (residual, iterations)
    }
  }

  /// - Parameters:
  ///   - matrix: A.
  ///   - preconditioner: of A + μ I, whose μ is taken.
  ///   - sides: b, [m, n].
  ///   - start: x to begin with, [m, n]; nil: 0.
  ///   - lengths: what the residuals are compared with, [m]; nil: ‖b‖.
  ///   - progress: the steps so far, and the largest relative residual of the recurrence.
  /// - Throws: `Obstacle`; what the operator throws.
  /// - Complexity: a step takes a product with A of m rows, 4 m n r multiply-adds of the preconditioner and about
  ///   8 m² n; about 10 m n numbers. Steps by theory, for one right-hand side: √κ/2 log(2 √κ'/τ) with κ that of P⁻¹ (A
  ///   + μ I) and κ' that of A + μ I; of more, fewer.
  public static func solve(
    _ matrix: some SymmetricOperator, preconditioner: LowRankPreconditioner, sides: Matrix<Double>,
    start: Matrix<Double>? = nil, lengths: [Double]? = nil, limits: Limits = Limits(),
    progress: ((_ iterations: Int, _ residual: Double) -> Void)? = nil
  ) throws -> Solution {
    let n = matrix.order
    precondition(sides.columns == n && preconditioner.order == n, "right-hand sides and preconditioner have A's order")
    precondition(start.map { $0.rows == sides.rows && $0.columns == n } ?? true, "a side has its start")
    precondition(lengths.map { $0.count == sides.rows } ?? true, "a side has its length")
    guard sides.rows <= n || n == 0 else {
      return try inGroups(matrix, preconditioner, sides, start, lengths, limits, progress)
    }
    let system = ShiftedSystem(matrix: matrix, shift: preconditioner.shift, sides: sides, lengths: lengths)
    var solutions = start ?? Matrix(rows: sides.rows, columns: n)
    // Of no start there is nothing to subtract.
    var remainders = start == nil ? sides : try system.remainders(of: solutions)
    var (iterations, products) = (0, start == nil ? 0 : 1)
    var residual = try system.residual(remainders)
    while !(residual <= limits.residual) {
      let former = residual
      guard iterations < limits.iterations else {
        throw Obstacle.notConverged(
          residual: residual, wanted: limits.residual, iterations: iterations, rank: preconditioner.rank)
      }
      let steps = try descend(
        system, preconditioner, &solutions, remainders,
        // Having begun again, the recurrence's residual is to fall below what is asked, or rounding between it and the
        // one computed anew would look like stagnation.
        Limits(
          residual: iterations == 0 ? limits.residual : 0.25 * limits.residual,
          iterations: limits.iterations - iterations)
      ) { progress?(iterations + $0, $1) }
      iterations += steps
      remainders = try system.remainders(of: solutions)
      products += steps + 1
      residual = try system.residual(remainders)
      // An end before the last step that was allowed means that the recurrence has converged, or broken down.
      if !(residual <= limits.residual), iterations < limits.iterations, !(residual < 0.5 * former) {
        throw Obstacle.stagnated(
          residual: residual, wanted: limits.residual, iterations: iterations, rank: preconditioner.rank)
      }
    }
    return Solution(
      solutions: solutions, remainders: remainders, residual: residual, iterations: iterations, products: products)
  }

  /// Steps from one residual until the recurrence's own is small enough, nothing is left to go on with, or the steps
  /// are up.
  private static func descend<A: SymmetricOperator>(
    _ system: ShiftedSystem<A>, _ preconditioner: LowRankPreconditioner, _ solutions: inout Matrix<Double>,
    _ start: Matrix<Double>, _ limits: Limits, _ progress: (Int, Double) -> Void
  ) throws -> Int {
    var remainders = start
    var preconditioned = start
    try preconditioner.applyRoot(to: &preconditioned)
    // Rows are the vectors here: all is transposed.
    var (basis, coefficients) = try decomposed(preconditioned)
    var directions = basis
    // ‖r‖ ≤ ‖H⁻¹‖ ‖H r‖
    let largest = preconditioner.eigenvalues.last ?? 0
    let reach = (1 + largest / preconditioner.shift).squareRoot()
    for step in 1...limits.iterations {
      var images = directions
      try preconditioner.applyRoot(to: &images)
      var products = try system.product(images)
      let squares = try LongRows.products(images, products)
      guard let inverse = try inverse(squares) else {
        if try isIndefinite(squares, order: images.columns) { throw Obstacle.indefinite(iterations: step) }
        return step
      }
      let weights = coefficients.multiplied(onOneThreadBy: inverse)
      try LongRows.add(weights, times: images, to: &solutions)
      try LongRows.add(weights, times: products, scaledBy: -1, to: &remainders)
      let residual = try system.residual(remainders)
      progress(step, residual)
      if residual <= limits.residual { return step }
      try preconditioner.applyRoot(to: &products)
      try LongRows.add(inverse, times: products, scaledBy: -1, to: &basis)
      let rest = try decomposed(basis)
      basis = rest.basis
      var next = basis
      try LongRows.add(rest.coefficients.transposed, times: directions, to: &next)
      directions = next
      coefficients = coefficients.multiplied(onOneThreadBy: rest.coefficients)
      // Small enough by the orthonormal form and not by the sum of all changes: that has gathered rounding.
      let isEnd = (0..<coefficients.rows).allSatisfy {
        reach * coefficients.norm(ofRow: $0) <= limits.residual * system.lengths[$0]
      }
      if isEnd { return step }
    }
    return limits.iterations
  }

  /// X = C Q with orthonormal rows Q, also where X has not full rank.
  private static func decomposed(
    _ block: Matrix<Double>
  ) throws -> (basis: Matrix<Double>, coefficients: Matrix<Double>) {
    let basis = try Device.single.run { try OrthonormalBasis(spanning: block).vectors }
    return (basis, try LongRows.products(block, basis))
  }

  /// (Tᵀ V)⁻¹; nil where it has no factor.
  private static func inverse(_ square: Matrix<Double>) throws -> Matrix<Double>? {
    let m = square.rows
    var symmetric = square
    for i in 0..<m { for j in 0..<m { symmetric[i, j] = 0.5 * (square[i, j] + square[j, i]) } }
    return try Device.single.run {
      do {
        let factor = try CholeskyFactor.factor(symmetric, shifts: [0]).factor
        var inverse = Matrix<Double>(rows: m, columns: m)
        for i in 0..<m { inverse[i, i] = 1 }
        factor.solve(&inverse)
        return inverse.elements.allSatisfy(\.isFinite) ? inverse : nil
      } catch CholeskyFactor.Obstacle.notPositiveDefinite, CholeskyFactor.Obstacle.notFinite {
        // Of a matrix that is not finite, the residual that is computed next says the row.
        return nil
      }
    }
  }

  /// Whether Tᵀ V has an eigenvalue below 0 that its sums of n terms do not explain.
  private static func isIndefinite(_ square: Matrix<Double>, order n: Int) throws -> Bool {
    guard square.elements.allSatisfy(\.isFinite) else { return false }
    var symmetric = square
    for i in 0..<square.rows {
      for j in 0..<square.rows { symmetric[i, j] = 0.5 * (square[i, j] + square[j, i]) }
    }
    let eigenvalues = try Device.single.run { try SymmetricEigendecomposition.eigenvalues(of: symmetric) }
    guard let least = eigenvalues.first, let largest = eigenvalues.map(\.magnitude).max() else { return false }
    return least < -64 * Double(n).squareRoot() * .ulpOfOne * largest
  }

  /// More right-hand sides than a basis can have vectors.
  private static func inGroups(
    _ matrix: some SymmetricOperator, _ preconditioner: LowRankPreconditioner, _ sides: Matrix<Double>,
    _ start: Matrix<Double>?, _ lengths: [Double]?, _ limits: Limits, _ progress: ((Int, Double) -> Void)?
  ) throws -> Solution {
    let n = matrix.order
    let parts = try TileGrid.pieces(0..<sides.rows, n).map { rows in
      try solve(
        matrix, preconditioner: preconditioner, sides: sides.part(rows), start: start?.part(rows),
        lengths: lengths.map { Array($0[rows]) }, limits: limits, progress: progress)
    }
    return Solution(
      solutions: Matrix(rows: sides.rows, columns: n, elements: parts.flatMap(\.solutions.elements)),
      remainders: Matrix(rows: sides.rows, columns: n, elements: parts.flatMap(\.remainders.elements)),
      residual: parts.map(\.residual).max() ?? 0, iterations: parts.map(\.iterations).reduce(0, +),
      products: parts.map(\.products).reduce(0, +))
  }
}

extension Matrix<Double> {
  fileprivate func part(_ rows: Range<Int>) -> Matrix {
    Matrix(
      rows: rows.count, columns: columns,
      elements: Array(elements[rows.lowerBound * columns..<rows.upperBound * columns]))
  }

  fileprivate func multiplied(onOneThreadBy other: Matrix) -> Matrix { Device.single.run { multiplied(by: other) } }
}
