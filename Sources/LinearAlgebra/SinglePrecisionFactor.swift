import COpenBLAS

/// The Cholesky factor of a symmetric positive definite matrix in float32, A = L Lᵀ.
///
/// Kernels and inference are float64; this is the one place that is not. It exists to show what float32 does to a
/// kernel regression: it has no factor, or a wrong solution, once the condition number exceeds about 10⁷ = 1/ε.
public struct SinglePrecisionFactor: Sendable {
  public var order: Int { storage.rows }
  private let storage: Matrix<Float>

  /// - Parameter matrix: A, symmetric; it is rounded to float32.
  /// - Throws: `CholeskyFactor.Obstacle`, as the factor in float64 does.
  /// - Complexity: n³/6 multiply-adds.
  public init(_ matrix: Matrix<Double>) throws {
    let n = matrix.rows
    guard matrix.columns == n else { throw CholeskyFactor.Obstacle.notSquare(rows: n, columns: matrix.columns) }
    guard n <= CholeskyFactor.largestOrder else { throw CholeskyFactor.Obstacle.tooLarge(order: n) }
    var factor = Matrix<Float>(matrix)
    let minor = factor.elements.withUnsafeMutableBufferPointer { a in
      guard let base = a.baseAddress else { return 0 }
      var (order, info) = (Int32(n), Int32(0))
      spotrf_("L", &order, base, &order, &info, 1)
      return Int(info)
    }
    let broken = (0..<n).first { [factor] in !factor[$0, $0].isFinite }.map { $0 + 1 }
    if let minor = minor > 0 ? minor : broken {
      throw CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: minor)
    }
    storage = factor
  }

  /// Replaces every row b of `block` (shape [m, n]) by (L Lᵀ)⁻¹ b.
  /// - Complexity: 2 m n² multiply-adds.
  public func solve(_ block: inout Matrix<Float>) {
    precondition(block.columns == order, "right-hand sides have the factor's order")
    var (n, m, info) = (Int32(order), Int32(block.rows), Int32(0))
    storage.elements.withUnsafeBufferPointer { a in
      block.elements.withUnsafeMutableBufferPointer { b in
        guard let base = a.baseAddress, let target = b.baseAddress, m > 0 else { return }
        // Row-major [m, n] is column-major n × m: each row is a right-hand side.
        spotrs_("L", &n, &m, base, &n, target, &n, &info, 1)
      }
    }
  }
}
