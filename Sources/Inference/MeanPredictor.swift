import LinearAlgebra

/// The mean predictor P(Θ) = Θ(x, X) Θ⁻¹ of kernel regression (Xiao et al. 2020, Section 3): what gradient flow tends
/// to at t → ∞, without regularisation, from one Cholesky factor. One training input is enough: the formula has no
/// condition number, which would need two.
public struct MeanPredictor: Sendable {
  /// In which arithmetic Θ⁻¹ is applied.
  public enum Precision: Sendable, Hashable {
    case double
    /// The kernel, rounded to float32, is factored and solved in float32; products with Θ(x, X) too.
    case single
  }

  private let solver: any Solver
  private let precision: Precision

  /// - Parameter kernel: Θ(X, X), [n, n], symmetric. In float64 its storage becomes the factor's.
  /// - Throws: `CholeskyFactor.Obstacle.notPositiveDefinite` where the kernel is singular in that precision.
  /// - Complexity: n³/6 multiply-adds.
  public init(kernel: consuming Matrix<Double>, precision: Precision = .double) throws {
    guard kernel.rows > 0 else { throw DynamicsError.tooFewInputs(count: 0, least: 1) }
    self.precision = precision
    solver =
      switch precision {
      case .double: try CholeskyFactor.factor(kernel, shifts: [0]).factor
      case .single: try SinglePrecisionFactor(kernel)
      }
  }

  /// P(Θ), [m, n].
  /// - Parameter crossKernel: Θ(x, X), [m, n].
  /// - Complexity: m n² multiply-adds.
  public func matrix(crossKernel: Matrix<Double>) -> Matrix<Double> { solved(crossKernel) }

  /// Θ⁻¹ Y, transposed, [k, n]: prepared once for any number of test inputs.
  /// - Parameter targets: Y, [n, k].
  /// - Throws: `DynamicsError.targetsDiffer`.
  /// - Complexity: k n² multiply-adds.
  public func weights(targets: Matrix<Double>) throws -> Matrix<Double> {
    guard targets.rows == solver.order else {
      throw DynamicsError.targetsDiffer(inputs: solver.order, targets: targets.rows)
    }
    return solved(targets.transposed)
  }

  /// P(Θ) Y from `weights`, [m, k], in the predictor's precision.
  /// - Complexity: m n k multiply-adds.
  public func predictions(crossKernel: Matrix<Double>, weights: Matrix<Double>) -> Matrix<Double> {
    switch precision {
    case .double: crossKernel.multiplied(byTransposeOf: weights)
    case .single: Matrix(Matrix<Float>(crossKernel).multiplied(byTransposeOf: Matrix<Float>(weights)))
    }
  }

  /// Every row b of `block` replaced by Θ⁻¹ b.
  private func solved(_ block: Matrix<Double>) -> Matrix<Double> {
    var result = block
    solver.solve(&result)
    return result
  }
}
