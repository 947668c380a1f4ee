import LinearAlgebra

/// Exact Gaussian-process regression with a fixed kernel.
///
/// *Definition* (Lee et al. 2018, Eqs. 8 and 9). For training targets t, noise variance σ_ε² and a test input x*,
///
///     mean      K(x*, D) (K(D, D) + σ_ε² I)⁻¹ t
///     variance  K(x*, x*) − K(x*, D) (K(D, D) + σ_ε² I)⁻¹ K(x*, D)ᵀ
///
/// float64 throughout.
public struct GaussianProcess: Sendable {
  /// σ_ε² of the factorisation that succeeded.
  public let noiseVarianceUsed: Double

  /// How many noise variances were tried.
  public let attempts: Int

  let solver: any Solver
  /// (K(D, D) + σ_ε² I)⁻¹ t, transposed: [k, n].
  let weights: Matrix<Double>

  /// Factors the training kernel; where that fails, again with ten times the noise (Lee et al. 2018, App. D).
  ///
  /// - Parameters:
  ///   - trainingKernel: K(D, D), [n, n], symmetric. Its storage is taken over by the factor.
  ///   - targets: t, [n, k].
  ///   - noise: the values of σ_ε² that are tried.
  /// - Throws: `GaussianProcessError`; `CholeskyFactor.Obstacle` for a kernel that is not square, not finite or beyond
  ///   LAPACK's index.
  /// - Complexity: n³/6 multiply-adds an attempt, and n² k.
  public init(trainingKernel: consuming Matrix<Double>, targets: Matrix<Double>, noise: NoiseLadder) throws {
    let n = trainingKernel.rows
    guard targets.rows == n else { throw GaussianProcessError.targetsDiffer(inputs: n, targets: targets.rows) }
    guard trainingKernel.columns == n else {
      throw CholeskyFactor.Obstacle.notSquare(rows: n, columns: trainingKernel.columns)
    }
    let shifts = try noise.values(meanDiagonal: trainingKernel.meanDiagonal)
    let result: (factor: CholeskyFactor, shift: Double, attempts: Int)
    do {
      result = try CholeskyFactor.factor(trainingKernel, shifts: shifts)
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
    try self.init(solver: result.factor, noiseVariance: result.shift, attempts: result.attempts, targets: targets)
  }

  /// The same with the training kernel in packed storage, half of the square's memory.
  ///
  /// - Parameters:
  ///   - targets: t, [n, k].
  ///   - noise: the values of σ_ε² that are tried.
  ///   - progress: the part of a factorisation that is done.
  ///   - fill: sets every entry of K(D, D), of order n. A failed attempt leaves nothing of the kernel, so it is called
  ///     once an attempt; beside the factor a kernel is cheap.
  /// - Throws: `GaussianProcessError`; `CholeskyFactor.Obstacle.notFinite`; `PackedSymmetricMatrix.TooLarge`; whatever
  ///   `fill` throws.
  /// - Complexity: `fill` and n³/6 multiply-adds an attempt, and n² k; n(n + 1)/2 numbers.
  public init(
    targets: Matrix<Double>, noise: NoiseLadder, progress: ((Double) -> Void)? = nil,
    fillingKernel fill: (PackedTriangle) throws -> Void
  ) throws {
    var shifts: [Double] = []
    let result: (factor: PackedCholeskyFactor, shift: Double, attempts: Int)
    do {
      result = try PackedCholeskyFactor.factor(
        order: targets.rows,
        shifts: {
          shifts = try noise.values(meanDiagonal: $0.meanDiagonal)
          return shifts
        }, progress: progress, fill: fill)
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: shifts.last ?? 0)
    }
    try self.init(solver: result.factor, noiseVariance: result.shift, attempts: result.attempts, targets: targets)
  }

  /// The posterior by a solver of K(D, D) + σ_ε² I that is there already, in whatever storage.
  ///
  /// - Parameters:
  ///   - solver: of K(D, D) + σ_ε² I, of order n.
  ///   - noiseVariance: the σ_ε² in it.
  ///   - attempts: how many noise variances were tried.
  ///   - targets: t, [n, k].
  /// - Throws: `GaussianProcessError.targetsDiffer`.
  /// - Complexity: n² k multiply-adds.
  public init(solver: any Solver, noiseVariance: Double, attempts: Int = 1, targets: Matrix<Double>) throws {
    guard targets.rows == solver.order else {
      throw GaussianProcessError.targetsDiffer(inputs: solver.order, targets: targets.rows)
    }
    (self.solver, noiseVarianceUsed, self.attempts) = (solver, noiseVariance, attempts)
    var weights = targets.transposed
    solver.solve(&weights)
    self.weights = weights
  }

  /// The posterior means of m test inputs, [m, k].
  /// - Parameter crossKernel: K(x*, D), [m, n].
  /// - Complexity: m n k multiply-adds.
  public func mean(crossKernel: Matrix<Double>) -> Matrix<Double> {
    crossKernel.multiplied(byTransposeOf: weights)
  }

  /// The posterior variances of m test inputs.
  /// - Parameters:
  ///   - crossKernel: K(x*, D), [m, n]; its storage is reused.
  ///   - testVariances: K(x*, x*).
  /// - Complexity: m n²/2 multiply-adds.
  public func variance(crossKernel: consuming Matrix<Double>, testVariances: [Double]) -> [Double] {
    // With K + σ_ε² I = L Lᵀ the subtracted term is |L⁻¹ K(D, x*)|².
    var block = consume crossKernel
    solver.solveLower(&block)
    return testVariances.enumerated().map { i, prior in prior - block.row(i).reduce(0) { $0 + $1 * $1 } }
  }
}
