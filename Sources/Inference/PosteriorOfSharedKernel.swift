import LinearAlgebra

extension CheckedPosterior {
  /// The same with the kernel and its factor in the memories of several processes.
  ///
  /// - Parameters:
  ///   - kernel: S or K, of the order of the targets.
  ///   - filling: the part of the kernel that is there.
  ///   - progress: the part of a factorisation that is done.
  /// - Throws: as for a packed kernel, and what goes wrong in another process.
  /// - Complexity: as for a packed kernel, over the processes; no entry of the kernel is computed twice.
  package init(
    _ problem: Problem, sharedBy group: any ProcessGroup, kernel: any MatrixRecipe,
    filling: @escaping @Sendable (Double) -> Void, progress: @escaping (Double) -> Void
  ) throws {
    let (shifts, unit) = (try problem.shifts, problem.unit)
    let matrix = try group.matrix(kernel, scale: unit.factor, progress: filling)
    let diagonal = matrix.diagonal
    let largest = try ConditionEnds.largest(diagonal) {
      try matrix.largestEigenvalue(start: $0, tolerance: 0.05, largestCount: 60)
    }
    let result: (factor: any Solver, shift: Double, attempts: Int)
    do {
      result = try matrix.factor(shifts: shifts.map { $0 * unit.factor }, progress: progress)
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
    let shift = result.shift
    try self.init(
      problem, solver: result.factor, noise: shifts[result.attempts - 1], attempts: result.attempts,
      diagonal: diagonal, largestEigenvalue: largest, corrections: Refinement.largestCount,
      residuals: { solutions, sides in
        var rests = matrix.multiply(solutions)
        for k in rests.elements.indices {
          rests.elements[k] = sides.elements[k] - (rests.elements[k] + shift * solutions.elements[k])
        }
        return rests
      })
  }
}

extension GaussianProcess {
  /// The same with the training kernel and its factor in the memories of several processes.
  ///
  /// - Throws: as for a packed kernel, and what goes wrong in another process.
  package init(
    targets: Matrix<Double>, noise: NoiseLadder, sharedBy group: any ProcessGroup, kernel: any MatrixRecipe,
    filling: @escaping @Sendable (Double) -> Void, progress: @escaping (Double) -> Void
  ) throws {
    let matrix = try group.matrix(kernel, scale: 1, progress: filling)
    let diagonal = matrix.diagonal
    let shifts = try noise.values(
      meanDiagonal: diagonal.isEmpty ? 0 : diagonal.reduce(0, +) / Double(diagonal.count))
    let result: (factor: any Solver, shift: Double, attempts: Int)
    do {
      result = try matrix.factor(shifts: shifts, progress: progress)
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
    try self.init(solver: result.factor, noiseVariance: result.shift, attempts: result.attempts, targets: targets)
  }
}
