import Glibc
import LinearAlgebra

/// The mean predictor P(Θ) = Θ(x, X) Θ⁻¹ of kernel regression (Xiao et al. 2020, Section 3): what gradient flow tends
/// to at t → ∞, without regularisation. One training input is enough: the formula has no condition number, which would
/// need two.
///
/// Θ⁻¹ is applied by a Cholesky factor; where a mode of Θ cannot be told from null (`NullModes`: repeated inputs) it is
/// the pseudo-inverse, as in `GradientFlow` at t = ∞. What a precision makes of such a kernel when nobody looks is
/// `init(factoring:precision:)`.
public struct MeanPredictor: Sendable {
  /// In which arithmetic Θ⁻¹ is applied.
  public enum Precision: Sendable, Hashable {
    case double
    /// The kernel, rounded to float32, is factored and solved in float32; products with Θ(x, X) too.
    case single
  }

  private enum Inverse: Sendable {
    case solver(any Solver)
    case pseudoInverse(PseudoInverse)
  }

  private let inverse: Inverse
  private let precision: Precision

  /// Θ⁻¹ in float64, or the pseudo-inverse without null modes.
  ///
  /// - Parameter kernel: Θ(X, X), [n, n], symmetric.
  /// - Throws: `DynamicsError` for a kernel without inputs or not square; `SymmetricEigendecomposition.Obstacle` and
  ///   `CholeskyFactor.Obstacle` for one that is not finite or beyond LAPACK's index.
  /// - Complexity: n³/6 multiply-adds and some tens of n², 2 n² numbers with the caller's kernel. Where the kernel has
  ///   no factor, or λ_min is within a factor of ten of null, 4 n³ more and an eigendecomposition in the place of the
  ///   factor, at the peak 4 n² numbers with the caller's kernel; where it then finds no null mode, the factor anew.
  public init(kernel: Matrix<Double>) throws {
    let n = kernel.rows
    guard n > 0 else { throw DynamicsError.tooFewInputs(count: 0, least: 1) }
    guard kernel.columns == n else { throw DynamicsError.notSquare(rows: n, columns: kernel.columns) }
    precision = .double
    var hasFactor = false
    if let cholesky = try Self.factor(of: kernel) {
      if try Self.isClearOfNull(kernel, cholesky) {
        inverse = .solver(cholesky)
        return
      }
      // The factor is given back here: beside the eigendecomposition it would be a matrix more at the peak.
      hasFactor = true
    }
    let pseudoInverse = PseudoInverse(try SymmetricEigendecomposition(kernel))
    if hasFactor, !pseudoInverse.hasNullModes, let cholesky = try Self.factor(of: kernel) {
      inverse = .solver(cholesky)
    } else {
      inverse = .pseudoInverse(pseudoInverse)
    }
  }

  /// Θ⁻¹ by a Cholesky factor in either precision, whatever rounding has left of the smallest modes: for studies of
  /// where a precision breaks down.
  ///
  /// - Parameter kernel: Θ(X, X), [n, n], symmetric. In float64 its storage becomes the factor's.
  /// - Throws: `CholeskyFactor.Obstacle.notPositiveDefinite` where the kernel has no factor in that precision.
  /// - Complexity: n³/6 multiply-adds.
  public init(factoring kernel: consuming Matrix<Double>, precision: Precision) throws {
    guard kernel.rows > 0 else { throw DynamicsError.tooFewInputs(count: 0, least: 1) }
    self.precision = precision
    switch precision {
    case .double: inverse = .solver(try CholeskyFactor.factor(kernel, shifts: [0]).factor)
    case .single: inverse = .solver(try SinglePrecisionFactor(kernel))
    }
  }

  /// Nil where rounding leaves the kernel none.
  private static func factor(of kernel: Matrix<Double>) throws -> CholeskyFactor? {
    do {
      return try CholeskyFactor.factor(kernel, shifts: [0]).factor
    } catch CholeskyFactor.Obstacle.notPositiveDefinite {
      return nil
    }
  }

  /// Whether λ_min is ten times above what could be null, from an estimate that costs next to nothing.
  private static func isClearOfNull(_ kernel: Matrix<Double>, _ factor: CholeskyFactor) throws -> Bool {
    let n = kernel.rows
    // The largest absolute row sum is at least λ_max.
    let norm = (0..<n).reduce(0.0) { max($0, kernel.row($1).reduce(0) { $0 + $1.magnitude }) }
    // Irregular numbers have a part of every mode, differences of two inputs included.
    let start = (0..<n).map { 1 + sin(Double($0) * Double($0)) }
    do {
      let smallest = try factor.smallestEigenvalue(start: start, tolerance: 1e-3)
      return smallest.value > 10 * NullModes(order: n, largestEigenvalue: norm).bound
    } catch SymmetricEigendecomposition.Obstacle.notFinite {
      // A pivot so small that Θ⁻¹ overflows.
      return false
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
    guard targets.rows == order else {
      throw DynamicsError.targetsDiffer(inputs: order, targets: targets.rows)
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

  private var order: Int {
    switch inverse {
    case .solver(let solver): solver.order
    case .pseudoInverse(let inverse): inverse.order
    }
  }

  /// Every row b of `block` replaced by Θ⁻¹ b.
  private func solved(_ block: Matrix<Double>) -> Matrix<Double> {
    switch inverse {
    case .solver(let solver):
      var result = block
      solver.solve(&result)
      return result
    case .pseudoInverse(let inverse): return inverse.applied(to: block)
    }
  }
}
