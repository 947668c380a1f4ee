import LinearAlgebra

extension CheckedPosterior {
  /// The same with the kernel's factor in panels on disk, for a kernel that memory does not hold even packed.
  ///
  /// - Parameters:
  ///   - scratch: the place, of the order of the targets.
  ///   - progress: the part of a factorisation that is done.
  ///   - product: S w or K w of every row of a block [k, n], as for a packed kernel. Called twice.
  ///   - fill: the kernel's columns of a range, from the first of them down; called once a panel and attempt.
  /// - Throws: as for a packed kernel, and `FileFailure`.
  /// - Complexity: as `OutOfCoreFactor.factor`; then L is read some forty times: twice for a product or a solve of the
  ///   condition number, of which 4 to 12 are usual for either end, and for the anchor, the weights and their
  ///   correction.
  public init(
    _ problem: Problem, in scratch: PanelScratch, progress: ((Double) -> Void)? = nil,
    product: (Matrix<Double>) throws -> Matrix<Double>, fillingPanels fill: (Range<Int>) throws -> Matrix<Double>
  ) throws {
    let (shifts, unit) = (try problem.shifts, problem.unit)
    let result: (factor: OutOfCoreFactor, shift: Double, attempts: Int)
    do {
      result = try OutOfCoreFactor.factor(
        in: scratch, shifts: shifts.map { $0 * unit.factor }, progress: progress
      ) { columns in
        var panel = try fill(columns)
        panel.scale(by: unit.factor)
        return panel
      }
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
    let (factor, shift) = (result.factor, result.shift)
    let diagonal = factor.matrixDiagonal
    // Of the kernel without noise, as the others have it.
    let largest = try ConditionEnds.largest(diagonal) {
      try factor.largestEigenvalue(start: $0, tolerance: 0.05, largestCount: 60)
    }
    try self.init(
      problem, solver: factor, noise: shifts[result.attempts - 1], attempts: result.attempts, diagonal: diagonal,
      largestEigenvalue: max(largest - shift, diagonal.max() ?? 0), corrections: 1,
      residuals: { try Self.residuals($0, $1, unit: unit, shift: shift, product) })
    try factor.check()
  }

  /// - Throws: what ended a solve by a factor on disk, so that what was predicted is NaN.
  public func checkDisk() throws { try (solver as? OutOfCoreFactor)?.check() }
}
