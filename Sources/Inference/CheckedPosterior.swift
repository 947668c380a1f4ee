import LinearAlgebra

/// The posterior of a kernel that nobody has looked at: as `GaussianProcess`, and it says what its numbers are worth.
///
/// - One training input may be taken out first (`Anchor`), so that large common parts of a kernel cost no digits. With
///   A = S + σ_ε² I of the n other inputs and u of the anchor's column, K + σ_ε² I = A + u uᵀ beside the anchor's own
///   row, so that mean = S(x*, D) w + u(x*) β with w = A⁻¹(t − β u) and
///
///       β = (u_r t_r + σ_ε² uᵀ A⁻¹ t)/g,    g = u_r² + σ_ε² (1 + uᵀ A⁻¹ u),
///       variance = S(x*, x*) − S(x*, D) A⁻¹ S(D, x*) + σ_ε² (u(x*) − S(x*, D) A⁻¹ u)²/g.
///
/// - The weights w are refined (`Refinement`): they are then exact for the kernel that was given, as long as
///   κ(A) < 1/(n ε).
/// - The condition number κ(A) = λ_max/λ_min, noise included, by Lanczos' method to about 10 %.
/// - `PredictionAccuracy`, because the kernel's entries are rounded, which no solver mends.
///
/// All is computed in units in which the mean of K's diagonal is between 1 and 4 (`KernelUnit`).
public struct CheckedPosterior: Sendable {
  /// All of it but the factor.
  public let parts: Parts
  /// Of A, in units; nil of a posterior that was kept without: it has no variances.
  public let solver: (any Solver)?

  /// σ_ε² of the factorisation that succeeded.
  public var noiseVarianceUsed: Double { parts.noiseVarianceUsed }
  /// How many noise variances were tried.
  public var attempts: Int { parts.attempts }
  /// κ of the matrix that was solved, noise included.
  public var conditionNumber: Double { parts.conditionNumber }
  /// The largest |A w − (t − β u)| over the largest |t|.
  public var residual: Double { parts.residual }

  /// A posterior that was there before.
  ///
  /// - Parameter solver: of A, in units.
  /// - Throws: `GaussianProcessError.partsDiffer` for arrays whose shapes do not fit together.
  public init(_ parts: Parts, solver: (any Solver)?) throws {
    let (k, n) = (parts.weights.rows, parts.weights.columns)
    guard parts.diagonal.count == n, parts.targetScales.count == k,
      parts.remainders.count == (parts.isIterative ? k : 0), parts.remainders.allSatisfy({ $0 >= 0 }),
      solver.map({ $0.order == n }) ?? true,
      parts.anchor.map({ $0.components.count == n && $0.solution.count == n && $0.slopes.count == k }) ?? true
    else { throw GaussianProcessError.partsDiffer }
    (self.parts, self.solver) = (parts, solver)
  }

  /// - Parameter kernel: S or K, [n, n], symmetric. Its storage is taken over by the factor.
  /// - Throws: as `GaussianProcess`.
  /// - Complexity: n³/6 multiply-adds an attempt, some tens of n², and three or four times ten n² k for the residuals.
  public init(_ problem: Problem, kernel: consuming Matrix<Double>) throws {
    let n = kernel.rows
    guard problem.targets.rows == n else {
      throw GaussianProcessError.targetsDiffer(inputs: n, targets: problem.targets.rows)
    }
    guard kernel.columns == n else { throw CholeskyFactor.Obstacle.notSquare(rows: n, columns: kernel.columns) }
    let (shifts, unit) = (try problem.shifts, problem.unit)
    var scaled = consume kernel
    scaled.scale(by: unit.factor)
    let diagonal = scaled.diagonal
    let largest = try ConditionEnds.largest(diagonal) {
      try scaled.largestEigenvalue(start: $0, tolerance: 0.05, largestCount: 60)
    }
    let result: (factor: CholeskyFactor, shift: Double, attempts: Int)
    do {
      result = try CholeskyFactor.factor(scaled, shifts: shifts.map { $0 * unit.factor })
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
    let factor = result.factor
    try self.init(
      problem, solver: factor, noise: shifts[result.attempts - 1], attempts: result.attempts, diagonal: diagonal,
      largestEigenvalue: largest, corrections: Refinement.largestCount,
      residuals: { try factor.residuals(of: $0, for: $1) })
  }

  /// The same with the kernel in packed storage, half of the square's memory.
  ///
  /// - Parameters:
  ///   - progress: the part of a factorisation that is done.
  ///   - product: S w or K w of every row of a block [k, n], for the residual and one correction: a factor in packed
  ///     storage has nothing left of the kernel. Called twice.
  ///   - prepare: what is done to the kernel after each `fill`.
  ///   - fill: sets every entry of the kernel, of order n; called once an attempt.
  public init(
    _ problem: Problem, progress: ((Double) -> Void)? = nil,
    product: (Matrix<Double>) throws -> Matrix<Double>, prepare: (inout PackedSymmetricMatrix) throws -> Void,
    fillingKernel fill: (PackedTriangle) throws -> Void
  ) throws {
    let (shifts, unit) = (try problem.shifts, problem.unit)
    var (diagonal, largest) = ([Double](), 0.0)
    let result: (factor: PackedCholeskyFactor, shift: Double, attempts: Int)
    do {
      result = try PackedCholeskyFactor.factor(
        order: problem.targets.rows,
        shifts: { matrix in
          diagonal = matrix.diagonal
          largest = try ConditionEnds.largest(diagonal) {
            try matrix.largestEigenvalue(start: $0, tolerance: 0.05, largestCount: 60)
          }
          return shifts.map { $0 * unit.factor }
        }, progress: progress,
        prepare: { matrix in
          try prepare(&matrix)
          matrix.scale(by: unit.factor)
        }, fill: fill)
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
    let shift = result.shift
    try self.init(
      problem, solver: result.factor, noise: shifts[result.attempts - 1], attempts: result.attempts,
      diagonal: diagonal, largestEigenvalue: largest, corrections: 1,
      residuals: { try Self.residuals($0, $1, unit: unit, shift: shift, product) })
  }

  /// b − (A + shift · I) x in units, by products with the kernel in its own.
  static func residuals(
    _ solutions: Matrix<Double>, _ sides: Matrix<Double>, unit: KernelUnit, shift: Double,
    _ product: (Matrix<Double>) throws -> Matrix<Double>
  ) rethrows -> Matrix<Double> {
    var rests = try product(solutions)
    for k in rests.elements.indices {
      rests.elements[k] = sides.elements[k] - (unit.factor * rests.elements[k] + shift * solutions.elements[k])
    }
    return rests
  }

  init(
    _ problem: Problem, solver: any Solver, noise: Double, attempts: Int, diagonal: [Double],
    largestEigenvalue: Double, corrections: Int, residuals: (Matrix<Double>, Matrix<Double>) throws -> Matrix<Double>
  ) throws {
    let unit = problem.unit
    var sides = problem.targets.transposed
    let scales = (0..<sides.rows).map { c in
      sides.row(c).reduce(problem.anchor?.targets[c].magnitude ?? 0) { max($0, $1.magnitude) }
    }
    let meanScale = scales.max() ?? 0
    let anchor = problem.anchor.map { Self.solution($0, solver, problem.targets, noise, unit) }
    if let anchor {
      for (c, slope) in anchor.slopes.enumerated() {
        for j in 0..<sides.columns { sides[c, j] -= slope * anchor.components[j] }
      }
    }
    let refined = try Refinement.solve(solver, sides, largestCount: corrections, residuals: residuals)
    let smallest = try ConditionEnds.smallest(solver)
    let top = largestEigenvalue + noise * unit.factor
    parts = Parts(
      noiseVarianceUsed: noise, attempts: attempts, conditionNumber: smallest > 0 ? max(1, top / smallest) : .infinity,
      residual: meanScale > 0 ? refined.residual / meanScale : 0, meanDiagonal: problem.meanDiagonal,
      entryError: problem.entryError, smallestEigenvalue: smallest, weights: refined.solutions, diagonal: diagonal,
      targetScales: scales, anchor: anchor)
    self.solver = solver
  }

  private static func solution(
    _ anchor: Anchor, _ solver: any Solver, _ targets: Matrix<Double>, _ noise: Double, _ unit: KernelUnit
  ) -> AnchorParts {
    // What this enters is σ_ε² times as large as what it stands beside: it needs no refinement.
    let components = anchor.components.map { $0 * unit.rootFactor }
    var block = Matrix(rows: 1, columns: components.count, elements: components)
    solver.solve(&block)
    return parts(anchor, components, solution: block.elements, targets, noise, unit)
  }

  /// - Parameter solution: A⁻¹ u, in units.
  static func parts(
    _ anchor: Anchor, _ components: [Double], solution: [Double], _ targets: Matrix<Double>, _ noise: Double,
    _ unit: KernelUnit
  ) -> AnchorParts {
    let (root, variance) = (anchor.root * unit.rootFactor, noise * unit.factor)
    func product(_ values: (Int) -> Double) -> Double {
      solution.indices.reduce(0) { $0 + solution[$1] * values($1) }
    }
    let g = root * root + variance * (1 + product { components[$0] })
    let slopes = anchor.targets.indices.map { c in
      (root * anchor.targets[c] + variance * product { targets[$0, c] }) / g
    }
    return AnchorParts(
      root: root, components: components, solution: solution, slopes: slopes, weight: variance / g)
  }
}
