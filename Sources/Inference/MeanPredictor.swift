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

  private enum Factor: Sendable {
    case double(CholeskyFactor)
    case single(SinglePrecisionFactor)
  }

  private let factor: Factor

  /// - Parameter kernel: Θ(X, X), [n, n], symmetric. In float64 its storage becomes the factor's.
  /// - Throws: `CholeskyFactor.Obstacle.notPositiveDefinite` where the kernel is singular in that precision.
  /// - Complexity: n³/6 multiply-adds.
  public init(kernel: consuming Matrix<Double>, precision: Precision = .double) throws {
    guard kernel.rows > 0 else { throw DynamicsError.tooFewInputs(count: 0, least: 1) }
    switch precision {
    case .double: factor = .double(try CholeskyFactor.factor(kernel, shifts: [0]).factor)
    case .single: factor = .single(try SinglePrecisionFactor(kernel))
    }
  }

  /// P(Θ), [m, n].
  /// - Parameter crossKernel: Θ(x, X), [m, n].
  /// - Complexity: 2 m n² multiply-adds.
  public func matrix(crossKernel: Matrix<Double>) -> Matrix<Double> { solved(crossKernel) }

  /// Θ⁻¹ Y, transposed, [k, n]: prepared once for any number of test inputs.
  /// - Parameter targets: Y, [n, k].
  /// - Throws: `DynamicsError.targetsDiffer`.
  /// - Complexity: 2 k n² multiply-adds.
  public func weights(targets: Matrix<Double>) throws -> Matrix<Double> {
    guard targets.rows == order else { throw DynamicsError.targetsDiffer(inputs: order, targets: targets.rows) }
    return solved(targets.transposed)
  }

  /// P(Θ) Y from `weights`, [m, k], in the predictor's precision.
  /// - Complexity: m n k multiply-adds.
  public func predictions(crossKernel: Matrix<Double>, weights: Matrix<Double>) -> Matrix<Double> {
    switch factor {
    case .double: crossKernel.multiplied(byTransposeOf: weights)
    case .single: Matrix(Matrix<Float>(crossKernel).multiplied(byTransposeOf: Matrix<Float>(weights)))
    }
  }

  private var order: Int {
    switch factor {
    case .double(let factor): factor.order
    case .single(let factor): factor.order
    }
  }

  /// Every row b of `block` replaced by Θ⁻¹ b.
  private func solved(_ block: Matrix<Double>) -> Matrix<Double> {
    switch factor {
    case .double(let factor):
      var result = block
      factor.solve(&result)
      return result
    case .single(let factor):
      var result = Matrix<Float>(block)
      factor.solve(&result)
      return Matrix(result)
    }
  }
}
