import LinearAlgebra

/// The ends of a training kernel's spectrum and its condition number (Xiao et al. 2020, Sections 3 and 6).
///
/// For m inputs and eigenvalues λ_max = λ₀ ≥ λ₁ ≥ … ≥ λ_min,
///
///     κ       = λ_max / λ_min      the number that bounds how fast gradient descent can be (their Section 3)
///     λ_bulk  = (tr Θ − λ_max) / (m − 1)
///
/// The paper's asymptotics have one large eigenvalue and a bulk of m − 1 that become equal, and write κ = λ_max/λ_bulk.
/// At finite depth the bulk has a width: its mean is `bulk`, κ is measured with λ_min, and the two κ meet as depth
/// grows.
public struct KernelSpectrum: Sendable, Equatable {
  /// m
  public let order: Int
  /// λ_max
  public let largest: Double
  /// λ₁; nil where only the ends were computed.
  public let second: Double?
  /// λ_bulk: the mean of all eigenvalues but the largest, from the trace.
  public let bulk: Double
  /// λ_min; rounding may make it negative.
  public let smallest: Double
  /// The larger relative error bound of λ_max and λ_min as an iteration left them; 0 from a decomposition.
  public let relativeError: Double

  /// κ = λ_max/λ_min; infinite where rounding left no positive λ_min.
  public var conditionNumber: Double { smallest > 0 ? largest / smallest : .infinity }

  /// λ_max/λ_bulk
  public var bulkConditionNumber: Double { bulk > 0 ? largest / bulk : .infinity }

  /// Whether κ < 1/(m ε), so that λ_min is not null by `NullModes`: beyond it λ_min is the rounding of the matrix and
  /// of LAPACK, m ε λ_max, and κ is `untrusted`. So it is where an iteration ended before it knew six digits.
  public var isTrusted: Bool {
    !NullModes(order: order, largestEigenvalue: largest).contains(smallest) && relativeError < 1e-6
  }

  /// From all eigenvalues.
  ///
  /// - Parameter kernel: [m, m], symmetric; its storage is overwritten.
  /// - Throws: `DynamicsError` for fewer than 2 inputs; `SymmetricEigendecomposition.Obstacle`.
  /// - Complexity: 2 m³/3 multiply-adds.
  public init(_ kernel: consuming Matrix<Double>) throws {
    let (order, trace) = try Self.orderAndTrace(kernel)
    let eigenvalues = try SymmetricEigendecomposition.eigenvalues(of: kernel)
    self.init(
      order: order, trace: trace, largest: eigenvalues[order - 1], second: eigenvalues[order - 2],
      smallest: eigenvalues[0])
  }

  /// From all eigenvalues, ascending, where they are known; one input has κ = 1 and no bulk (NaN).
  ///
  /// - Precondition: there is an eigenvalue.
  /// - Complexity: O(m).
  public init(eigenvalues: [Double]) {
    let order = eigenvalues.count
    precondition(order > 0, "a spectrum has an eigenvalue")
    self.init(
      order: order, trace: eigenvalues.reduce(0, +), largest: eigenvalues[order - 1],
      second: order > 1 ? eigenvalues[order - 2] : nil, smallest: eigenvalues[0])
  }

  /// From the two ends alone, by Lanczos' method on the kernel and on its Cholesky factor: for large m.
  ///
  /// - Parameters:
  ///   - kernel: [m, m], symmetric; its storage becomes the factor's.
  ///   - start: m random numbers of a seed, on which the result depends within `relativeError`.
  ///   - largestCount: products after which each iteration ends, converged (10⁻¹⁰ relative) or not.
  /// - Throws: `DynamicsError`, `SymmetricEigendecomposition.Obstacle.notFinite` naming the kernel's row,
  ///   `CholeskyFactor.Obstacle` where the kernel is not positive definite to rounding.
  /// - Complexity: m³/6 multiply-adds and some tens of m².
  public static func ends(
    of kernel: consuming Matrix<Double>, start: [Double], largestCount: Int = 300
  ) throws -> KernelSpectrum {
    let (order, trace) = try orderAndTrace(kernel)
    precondition(start.count == order, "a start vector has the kernel's order")
    // Lanczos' method would name a row of its own small matrix.
    for i in 0..<order where !kernel.row(i).reduce(0, { $0 + $1.magnitude }).isFinite {
      throw SymmetricEigendecomposition.Obstacle.notFinite(row: i)
    }
    let upper = try kernel.largestEigenvalue(start: start, largestCount: largestCount)
    let factor = try CholeskyFactor.factor(kernel, shifts: [0]).factor
    let lower = try factor.smallestEigenvalue(start: start, largestCount: largestCount)
    return KernelSpectrum(
      order: order, trace: trace, largest: upper.eigenvalue, second: nil, smallest: lower.value,
      relativeError: max(upper.errorBound / upper.eigenvalue, lower.errorBound / lower.value))
  }

  private init(
    order: Int, trace: Double, largest: Double, second: Double?, smallest: Double, relativeError: Double = 0
  ) {
    (self.order, self.largest, self.second, self.smallest) = (order, largest, second, smallest)
    self.relativeError = relativeError
    bulk = (trace - largest) / Double(order - 1)
  }

  private static func orderAndTrace(_ kernel: borrowing Matrix<Double>) throws -> (Int, Double) {
    let (rows, columns) = (kernel.rows, kernel.columns)
    guard rows == columns else { throw DynamicsError.notSquare(rows: rows, columns: columns) }
    guard rows >= 2 else { throw DynamicsError.tooFewInputs(count: rows, least: 2) }
    var trace = 0.0
    for i in 0..<rows { trace += kernel[i, i] }
    return (rows, trace)
  }
}
