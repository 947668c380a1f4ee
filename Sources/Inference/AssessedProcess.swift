import LinearAlgebra

/// A Gaussian process with what its training targets alone say of it: the evidence (`LogMarginalLikelihood`), what each
/// input gets from the others (`LeaveOneOut`), and the slope of the evidence.
///
/// All is computed in units in which the mean of K's diagonal is between 1 and 4 (`KernelUnit`), and told in the
/// kernel's own.
public struct AssessedProcess: Sendable {
  /// σ_ε² of the factorisation that succeeded.
  public let noiseVarianceUsed: Double
  /// How many noise variances were tried.
  public let attempts: Int
  public let evidence: LogMarginalLikelihood
  public let leaveOneOut: LeaveOneOut
  /// κ(K + σ_ε² I) by Lanczos' method, to about 30 %; NaN where it was not asked for.
  public let conditionNumber: Double

  private let unit: KernelUnit
  private let solver: CholeskyFactor
  /// In units, transposed: [k, n].
  private let weights: Matrix<Double>

  /// - Parameters:
  ///   - kernel: K(D, D), [n, n], symmetric. Its storage is taken over by the factor.
  ///   - targets: t, [n, k].
  ///   - noises: the values of σ_ε² that are tried, at least one, ascending.
  ///   - measuresCondition: some tens of products with K and of solves.
  /// - Throws: `GaussianProcessError`; `CholeskyFactor.Obstacle` for a kernel that is not square, not finite or beyond
  ///   LAPACK's index.
  /// - Complexity: n³/6 multiply-adds an attempt, n³/6 for the diagonal of the inverse, and n² k.
  public init(
    kernel: consuming Matrix<Double>, targets: Matrix<Double>, noises: [Double], measuresCondition: Bool = false
  ) throws {
    let n = kernel.rows
    guard targets.rows == n else { throw GaussianProcessError.targetsDiffer(inputs: n, targets: targets.rows) }
    guard kernel.columns == n else { throw CholeskyFactor.Obstacle.notSquare(rows: n, columns: kernel.columns) }
    let unit = KernelUnit(kernel.meanDiagonal)
    var scaled = consume kernel
    scaled.scale(by: unit.factor)
    let diagonal = scaled.diagonal
    let largest =
      try !measuresCondition
      ? Double.nan
      : ConditionEnds.largest(diagonal) { try scaled.largestEigenvalue(start: $0, tolerance: 0.1, largestCount: 20) }
    let result: (factor: CholeskyFactor, shift: Double, attempts: Int)
    do {
      result = try CholeskyFactor.factor(scaled, shifts: noises.map { $0 * unit.factor })
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      throw GaussianProcessError.notPositiveDefinite(largestNoise: noises.last ?? 0)
    }
    (self.unit, solver, attempts) = (unit, result.factor, result.attempts)
    noiseVarianceUsed = noises[result.attempts - 1]
    var weights = targets.transposed
    solver.solve(&weights)
    self.weights = weights
    evidence = LogMarginalLikelihood(targets: targets, weights: weights, solver: solver, scale: unit.factor)
    leaveOneOut = LeaveOneOut(targets: targets, weights: weights, solver: solver, scale: unit.factor)
    if measuresCondition {
      let smallest = try ConditionEnds.smallest(solver, tolerance: 0.3, largestCount: 20)
      conditionNumber = smallest > 0 ? max(1, (largest + result.shift) / smallest) : .infinity
    } else {
      conditionNumber = .nan
    }
  }

  /// The posterior means of m test inputs, [m, k].
  /// - Parameter crossKernel: K(x*, D), [m, n].
  /// - Complexity: m n k multiply-adds.
  public func mean(crossKernel: Matrix<Double>) -> Matrix<Double> {
    var means = crossKernel.multiplied(byTransposeOf: weights)
    means.scale(by: unit.factor)
    return means
  }

  /// The slope of the evidence with a kernel that changes by dK (Rasmussen & Williams 2006, Eq. 5.9): ½ Σ Wᵢⱼ dKᵢⱼ with
  ///
  ///     W = Σ_c α_c α_cᵀ − k A⁻¹
  ///
  /// over the k outputs. W is given strip by strip and never there as a whole.
  ///
  /// - Parameter body: gets a strip's first row f and its entries (f + i, f + j), [rows, n − f].
  /// - Returns: ½ tr W, the slope with σ_ε².
  /// - Complexity: n³/3 multiply-adds and n² k/2.
  @discardableResult
  public func forEachSlopeStrip(_ body: (_ first: Int, _ strip: Matrix<Double>) throws -> Void) rethrows -> Double {
    let (n, outputs, factor) = (solver.order, weights.rows, unit.factor)
    var trace = 0.0
    try solver.forEachInverseStrip { first, inverse in
      var strip = inverse
      let (rows, columns) = (strip.rows, strip.columns)
      weights.elements.withUnsafeBufferPointer { a in
        strip.elements.withUnsafeMutableBufferPointer { w in
          guard let a = a.baseAddress, let w = w.baseAddress, outputs > 0 else { return }
          // α and A⁻¹ of the scaled matrix times its factor are those of K.
          Double.multiply(
            MatrixProduct(
              transposeA: true, m: rows, n: columns, k: outputs, alpha: factor * factor, a: a + first, strideA: n,
              b: a + first, strideB: n, beta: -Double(outputs) * factor, c: w, strideC: columns))
        }
      }
      for i in 0..<rows { trace += strip[i, i] }
      try body(first, strip)
    }
    return 0.5 * trace
  }
}
