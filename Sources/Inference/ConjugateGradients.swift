import Foundation
import LinearAlgebra

/// How a posterior's weights are found without a factor: block conjugate gradients to a stated residual, with a
/// preconditioner of a stated rank.
public struct ConjugateGradients: Sendable, Hashable {
  /// r, of the randomly pivoted Cholesky factor; nil: n/10, from 10 to 1000.
  public var rank: Int?
  /// The largest ‖t − A w‖/‖t‖, and steps at most.
  public var limits: BlockConjugateGradients.Limits

  public init(rank: Int? = nil, limits: BlockConjugateGradients.Limits = .init()) {
    (self.rank, self.limits) = (rank, limits)
  }

  /// For n inputs.
  public func rank(of n: Int) -> Int { min(n, rank ?? min(1000, max(10, n / 10))) }

  /// What is in work.
  public enum Progress: Sendable {
    /// The part that is done.
    case preconditioner(Double)
    /// Steps, and the largest relative residual they have left.
    case iteration(Int, residual: Double)
  }
}

extension CheckedPosterior {
  /// A posterior without its factor: means and no variances. Its weights satisfy ‖t − A w‖ ≤ τ ‖t‖ for every output, or
  /// there is none.
  ///
  /// - The first of the problem's noise variances is taken, and no other.
  /// - With an anchor, A⁻¹ t and A⁻¹ u are found together, and then w = A⁻¹ (t − β u) from A⁻¹ t − β A⁻¹ u.
  /// - λ_min is bounded by σ_ε² and λ_max by λ₁(Â) + tr(S − Â), with Â the preconditioner's; so is κ. A kernel that is
  ///   seen to be indefinite is refused where the noise does not make up for it, and is worth as much less where it
  ///   does.
  /// - `PredictionAccuracy` counts what the iteration leaves.
  ///
  /// - Parameters:
  ///   - matrix: S or K, in its own units, of the targets' order.
  ///   - generator: for the preconditioner's pivots.
  /// - Throws: `BlockConjugateGradients.Obstacle`, `RandomlyPivotedCholesky.Obstacle`,
  ///   `LowRankPreconditioner.Obstacle`; `GaussianProcessError.targetsDiffer`, `.notPositiveDefinite`; what the
  ///   operator throws.
  /// - Complexity: 1 to 2 times r rows of the kernel, 3.5 r² n multiply-adds and 2 r n numbers; as
  ///   `BlockConjugateGradients.solve` for k outputs and the anchor.
  public init(
    _ problem: Problem, matrix: some SymmetricOperator, _ settings: ConjugateGradients,
    using generator: inout some RandomNumberGenerator, progress: ((ConjugateGradients.Progress) -> Void)? = nil
  ) throws {
    let n = matrix.order
    guard problem.targets.rows == n else {
      throw GaussianProcessError.targetsDiffer(inputs: n, targets: problem.targets.rows)
    }
    let (unit, noise) = (problem.unit, try problem.shifts[0])
    let scaled = ScaledOperator(matrix: matrix, factor: unit.factor)
    let shift = noise * unit.factor
    let (preconditioner, left, negativity) = try Self.requiringPositiveDefinite(noise) {
      try Self.preconditioner(scaled, rank: settings.rank(of: n), shift: shift, using: &generator) {
        progress?(.preconditioner($0))
      }
    }
    func solve(
      _ sides: Matrix<Double>, from start: Matrix<Double>? = nil, lengths: [Double]? = nil
    ) throws -> BlockConjugateGradients.Solution {
      try Self.requiringPositiveDefinite(noise) {
        try BlockConjugateGradients.solve(
          scaled, preconditioner: preconditioner, sides: sides, start: start, lengths: lengths, limits: settings.limits
        ) { progress?(.iteration($0, residual: $1)) }
      }
    }
    let targets = problem.targets.transposed
    var sides = targets
    let scales = (0..<sides.rows).map { c in
      sides.row(c).reduce(problem.anchor?.targets[c].magnitude ?? 0) { max($0, $1.magnitude) }
    }
    let bottom = shift - negativity
    guard bottom > 0 else { throw GaussianProcessError.notPositiveDefinite(largestNoise: noise) }
    let found: BlockConjugateGradients.Solution
    // u_r times what the first iteration leaves of β.
    var slopeErrors = [Double](repeating: 0, count: sides.rows)
    var anchorParts: AnchorParts?
    if let anchor = problem.anchor {
      let components = anchor.components.map { $0 * unit.rootFactor }
      let k = sides.rows
      let both = try solve(Matrix(rows: k + 1, columns: n, elements: sides.elements + components))
      let parts = Self.parts(
        anchor, components, solution: Array(both.solutions.row(k)), problem.targets, noise, unit)
      var start = Matrix(rows: k, columns: n, elements: Array(both.solutions.elements[..<(k * n)]))
      for (c, slope) in parts.slopes.enumerated() {
        for j in 0..<n {
          sides[c, j] -= slope * components[j]
          start[c, j] -= slope * parts.solution[j]
        }
      }
      anchorParts = parts
      // What u has in common with t may leave next to nothing of it: the residual is a part of all of t.
      let lengths = (0..<k).map { c in hypot(targets.norm(ofRow: c), anchor.targets[c]) }
      found = try solve(sides, from: start, lengths: lengths)
      slopeErrors = Self.slopeErrors(parts, left: both.remainders, found, shift: shift, bottom: bottom)
    } else {
      found = try solve(sides)
    }
    let meanScale = scales.max() ?? 0
    let top = (preconditioner.eigenvalues.last ?? 0) + left + shift
    try self.init(
      Parts(
        noiseVarianceUsed: noise, attempts: 0, conditionNumber: max(1, top / bottom),
        residual: meanScale > 0 ? found.remainders.largestMagnitude / meanScale : 0, meanDiagonal: problem.meanDiagonal,
        entryError: problem.entryError, smallestEigenvalue: bottom, weights: found.solutions,
        diagonal: scaled.diagonal, targetScales: scales,
        remainders: slopeErrors.enumerated().map { $1 + found.remainders.norm(ofRow: $0) }, anchor: anchorParts),
      solver: nil)
  }

  /// u_r |δβ| of every output. With r of what the iteration leaves of u, the last row of `left`, and A w′ = t − β u for
  /// the β that was found, δβ = −σ_ε² rᵀ w′/g; w′ is w and what A⁻¹ makes of w's own remainder, and g is at least u_r²
  /// + σ_ε².
  private static func slopeErrors(
    _ anchor: AnchorParts, left: Matrix<Double>, _ found: BlockConjugateGradients.Solution, shift: Double,
    bottom: Double
  ) -> [Double] {
    let k = found.solutions.rows
    let size = left.norm(ofRow: k)
    return (0..<k).map { c in
      let product = zip(left.row(k), found.solutions.row(c)).reduce(0) { $0 + $1.0 * $1.1 }.magnitude
      let unknown = size * (found.remainders.norm(ofRow: c) / bottom)
      return shift * (product + unknown) / (anchor.root + shift / anchor.root)
    }
  }

  /// The same error as of a factor that is not there.
  private static func requiringPositiveDefinite<R>(_ noise: Double, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch RandomlyPivotedCholesky.Obstacle.notPositiveSemidefinite, BlockConjugateGradients.Obstacle.indefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: noise)
    }
  }

  /// With what it leaves of the trace, and how far the kernel is from semidefinite, which the noise has to make up for.
  /// The factor it is made from is given back here.
  private static func preconditioner(
    _ matrix: some SymmetricOperator, rank: Int, shift: Double, using generator: inout some RandomNumberGenerator,
    _ progress: @escaping (Double) -> Void
  ) throws -> (LowRankPreconditioner, left: Double, negativity: Double) {
    // Where all inputs are one, or none is left beside the anchor, nothing is to be approximated.
    let diagonal = try matrix.diagonal
    guard rank > 0, diagonal.contains(where: { $0 != 0 }) else {
      let none = try LowRankPreconditioner(factor: Matrix(rows: 0, columns: matrix.order), shift: shift)
      return (none, diagonal.reduce(0, +), 0)
    }
    let approximation = try RandomlyPivotedCholesky(
      of: matrix, rank: rank, allowingNegative: shift, using: &generator, progress: progress)
    return (
      try LowRankPreconditioner(factor: approximation.factor, shift: shift), approximation.traceError,
      approximation.negativity
    )
  }
}

/// An operator times a power of 4.
private struct ScaledOperator<A: SymmetricOperator>: SymmetricOperator {
  let matrix: A
  let factor: Double

  var order: Int { matrix.order }

  var diagonal: [Double] { get throws { try matrix.diagonal.map { $0 * factor } } }

  func rows(_ places: [Int]) throws -> Matrix<Double> {
    var rows = try matrix.rows(places)
    if factor != 1 { rows.scale(by: factor) }
    return rows
  }

  func product(_ block: Matrix<Double>) throws -> Matrix<Double> {
    var product = try matrix.product(block)
    if factor != 1 { product.scale(by: factor) }
    return product
  }
}
