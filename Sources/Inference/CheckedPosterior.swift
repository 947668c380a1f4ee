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
  /// σ_ε² of the factorisation that succeeded.
  public let noiseVarianceUsed: Double
  /// How many noise variances were tried.
  public let attempts: Int
  /// κ of the matrix that was solved, noise included.
  public let conditionNumber: Double
  /// The largest |A w − (t − β u)| over the largest |t|.
  public let residual: Double

  private let unit: KernelUnit
  private let solver: any Solver
  /// w, transposed: [k, n].
  private let weights: Matrix<Double>
  private let anchor: AnchorSolution?
  /// Of S or K without noise, in units.
  private let diagonal: [Double]
  private let smallestEigenvalue: Double
  /// The largest |t| of every output.
  private let targetScales: [Double]
  private let entryError: Double

  /// What the anchor adds, in units.
  private struct AnchorSolution {
    /// β, [k].
    let slopes: [Double]
    /// A⁻¹ u
    let solution: [Double]
    /// σ_ε²/g
    let weight: Double
    /// K(x, x) of the other inputs.
    let variances: [Double]
    /// u_r
    let root: Double
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
      residuals: { solutions, sides in
        var rests = try product(solutions)
        for k in rests.elements.indices {
          rests.elements[k] = sides.elements[k] - (unit.factor * rests.elements[k] + shift * solutions.elements[k])
        }
        return rests
      })
  }

  private init(
    _ problem: Problem, solver: any Solver, noise: Double, attempts: Int, diagonal: [Double],
    largestEigenvalue: Double, corrections: Int, residuals: (Matrix<Double>, Matrix<Double>) throws -> Matrix<Double>
  ) throws {
    (self.solver, self.attempts, self.diagonal) = (solver, attempts, diagonal)
    (noiseVarianceUsed, unit, entryError) = (noise, problem.unit, problem.entryError)
    var sides = problem.targets.transposed
    targetScales = (0..<sides.rows).map { c in
      sides.row(c).reduce(problem.anchor?.targets[c].magnitude ?? 0) { max($0, $1.magnitude) }
    }
    let meanScale = targetScales.max() ?? 0
    if let anchor = problem.anchor {
      let solution = Self.solution(anchor, solver, problem.targets, diagonal, noise, unit)
      for (c, slope) in solution.slopes.enumerated() {
        for j in 0..<sides.columns { sides[c, j] -= slope * (anchor.components[j] * unit.rootFactor) }
      }
      self.anchor = solution
    } else {
      anchor = nil
    }
    let refined = try Refinement.solve(solver, sides, largestCount: corrections, residuals: residuals)
    weights = refined.solutions
    residual = meanScale > 0 ? refined.residual / meanScale : 0
    smallestEigenvalue = try ConditionEnds.smallest(solver)
    let top = largestEigenvalue + noise * unit.factor
    conditionNumber = smallestEigenvalue > 0 ? max(1, top / smallestEigenvalue) : .infinity
  }

  private static func solution(
    _ anchor: Anchor, _ solver: any Solver, _ targets: Matrix<Double>, _ diagonal: [Double], _ noise: Double,
    _ unit: KernelUnit
  ) -> AnchorSolution {
    let components = anchor.components.map { $0 * unit.rootFactor }
    let (root, variance) = (anchor.root * unit.rootFactor, noise * unit.factor)
    // What this enters is σ_ε² times as large as what it stands beside: it needs no refinement.
    var block = Matrix(rows: 1, columns: components.count, elements: components)
    solver.solve(&block)
    let solution = block.elements
    func product(_ values: (Int) -> Double) -> Double {
      solution.indices.reduce(0) { $0 + solution[$1] * values($1) }
    }
    let g = root * root + variance * (1 + product { components[$0] })
    let slopes = anchor.targets.indices.map { c in
      (root * anchor.targets[c] + variance * product { targets[$0, c] }) / g
    }
    return AnchorSolution(
      slopes: slopes, solution: solution, weight: variance / g,
      variances: zip(components, diagonal).map { $0 * $0 + $1 }, root: root)
  }

  private func targetSizes(_ sizes: [Double]) -> [TargetSize] {
    targetScales.indices.map {
      TargetSize(largest: targetScales[$0], weight: weights.row($0).weightedSquare(sizes).squareRoot())
    }
  }

  /// The posterior of m test inputs.
  ///
  /// - Parameters:
  ///   - crossKernel: S(x*, D) or K(x*, D), [m, n].
  ///   - testVariances: S(x*, x*) or K(x*, x*).
  ///   - components: u(x*); empty without an anchor.
  ///   - entryError: of these entries, as of the `Problem`'s, where it is larger.
  ///   - accuracy: learns what the numbers are worth.
  /// - Returns: the means, [m, k], and the variances, none below 0.
  /// - Complexity: m n k + m n² multiply-adds.
  public func predict(
    crossKernel: consuming Matrix<Double>, testVariances: [Double], components: [Double] = [], entryError: Double = 0,
    accuracy: inout PredictionAccuracy
  ) -> (means: Matrix<Double>, variances: [Double]) {
    var cross = consume crossKernel
    cross.scale(by: unit.factor)
    let priors = testVariances.map { $0 * unit.factor }
    let own = components.map { $0 * unit.rootFactor }
    var means = cross.multiplied(byTransposeOf: weights)
    // K(x, x); priors are those that know the anchor.
    let totals = anchor == nil ? priors : zip(priors, own).map { $0 + $1 * $1 }
    // What knowing one output leaves: the anchor's, or the best of all others'.
    let leftOver = anchor == nil ? 0 : diagonal.max() ?? 0
    let spreads = priors.indices.map { i in
      anchor == nil
        ? PredictionAccuracy.spread(priors[i], crossKernel: cross.row(i), diagonal: diagonal) : max(priors[i], leftOver)
    }
    accuracy.spread = max(accuracy.spread, (spreads.max() ?? 0) / unit.factor)
    // Errors of entries are relative to √(K(x, x) K(x′, x′)).
    let variances = anchor?.variances ?? diagonal
    let roundings = Double(max(1, solver.order)).squareRoot()
    let relative = roundings * self.entryError
    let crossRelative = roundings * max(self.entryError, entryError)
    accuracy.isFirstOrder =
      accuracy.isFirstOrder && relative * (variances.max() ?? 0) <= 0.1 * smallestEigenvalue
    let targets = targetSizes(variances)
    let noise = noiseVarianceUsed * unit.factor

    var kriging = [Double](repeating: 0, count: priors.count)
    if let anchor {
      for i in kriging.indices {
        let row = cross.row(i)
        kriging[i] = own[i] - zip(row, anchor.solution).reduce(0) { $0 + $1.0 * $1.1 }
        for (c, slope) in anchor.slopes.enumerated() { means[i, c] += own[i] * slope }
      }
    }
    solver.solveLower(&cross)
    let explained = (0..<cross.rows).map { i in cross.row(i).reduce(0) { $0 + $1 * $1 } }
    solver.solveUpper(&cross)
    let results = priors.enumerated().map { i, prior in
      let common = (anchor?.weight ?? 0) * (kriging[i] * kriging[i])
      let (own, others) = (totals[i].squareRoot(), cross.row(i).weightedSquare(variances).squareRoot())
      let spent = cross.row(i).reduce((anchor.map { (kriging[i] / $0.root).magnitude }) ?? 0) { $0 + $1.magnitude }
      accuracy.add(
        means: means.row(i), factor: crossRelative * own + relative * others, weight: spent, targets: targets)
      let scale = max(min(spreads[i], totals[i]), noise)
      return accuracy.clipped(
        (prior - explained[i] + common) / unit.factor,
        bound: (crossRelative * own * (own + 2 * others) + relative * others * others) / unit.factor,
        rounding: crossRelative * totals[i] / unit.factor,
        scale: (scale > 0 ? scale : totals[i]) / unit.factor)
    }
    return (means, results)
  }
}
