import COpenBLAS
import Foundation

/// The Cholesky factor of a symmetric positive definite matrix in float32, A = L Lᵀ.
///
/// Kernels and inference are float64; this is the one place that is not. It exists to show what float32 does to a
/// kernel regression: it has no factor, or a wrong solution, once the condition number exceeds about 10⁷ = 1/ε.
public struct SinglePrecisionFactor: Solver {
  public var order: Int { storage.rows }
  private let storage: Matrix<Float>

  /// - Parameter matrix: A, symmetric; it is rounded to float32.
  /// - Throws: `CholeskyFactor.Obstacle`, as the factor in float64 does; `.notPositiveDefinite` also where
  ///   finite numbers are beyond float32, which leaves the matrix without a factor in this arithmetic alone.
  /// - Complexity: n³/6 multiply-adds.
  public init(_ matrix: Matrix<Double>) throws {
    let n = matrix.rows
    guard matrix.columns == n else { throw CholeskyFactor.Obstacle.notSquare(rows: n, columns: matrix.columns) }
    guard n <= CholeskyFactor.largestOrder else { throw CholeskyFactor.Obstacle.tooLarge(order: n) }
    var factor = Matrix<Float>(matrix)
    let minor = factor.elements.withUnsafeMutableBufferPointer { a in
      guard let base = a.baseAddress else { return 0 }
      var (order, info) = (Int32(n), Int32(0))
      BLASLibrary.call {
        spotrf_("L", &order, base, &order, &info, 1)
      }
      return Int(info)
    }
    if let broken = CholeskyFactor.Obstacle.brokenPivot(minor: minor, order: n, { [factor] in factor[$0, $0].isFinite })
    {
      let isFinite = matrix.row(broken).prefix(broken + 1).allSatisfy(\.isFinite)
      throw isFinite
        ? CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: broken + 1) : .notFinite(row: broken)
    }
    if minor > 0 { throw CholeskyFactor.Obstacle.notPositiveDefinite(leadingMinor: minor) }
    storage = factor
  }

  public var logDeterminant: Double { (0..<order).reduce(0) { $0 + 2 * log(Double(storage[$1, $1])) } }

  /// Replaces every row b of `block` (shape [m, n]) by (L Lᵀ)⁻¹ b.
  /// - Complexity: m n² multiply-adds.
  public func solve(_ block: inout Matrix<Float>) {
    withBlock(&block) { n, m, a, b in
      var (n, m, info) = (n, m, Int32(0))
      BLASLibrary.call { spotrs_("L", &n, &m, a, &n, b, &n, &info, 1) }
    }
  }

  /// As in float64, the right-hand sides rounded to float32.
  public func solve(_ block: inout Matrix<Double>) { rounded(&block) { solve(&$0) } }

  public func solveLower(_ block: inout Matrix<Double>) { substitute(&block, "N") }

  public func solveUpper(_ block: inout Matrix<Double>) { substitute(&block, "T") }

  private func substitute(_ block: inout Matrix<Double>, _ operation: String) {
    rounded(&block) {
      withBlock(&$0) { n, m, a, b in
        var (n, m, one) = (n, m, Float(1))
        BLASLibrary.call { strsm_("L", "L", operation, "N", &n, &m, &one, a, &n, b, &n, 1, 1, 1, 1) }
      }
    }
  }

  public func multiplyLower(_ block: inout Matrix<Double>) {
    rounded(&block) {
      withBlock(&$0) { n, m, a, b in
        var (n, m, one) = (n, m, Float(1))
        BLASLibrary.call { strmm_("L", "L", "N", "N", &n, &m, &one, a, &n, b, &n, 1, 1, 1, 1) }
      }
    }
  }

  private func rounded(_ block: inout Matrix<Double>, _ body: (inout Matrix<Float>) -> Void) {
    var single = Matrix<Float>(block)
    body(&single)
    block = Matrix<Double>(single)
  }

  /// Row-major [m, n] is column-major n × m: each row is a right-hand side.
  private func withBlock(
    _ block: inout Matrix<Float>, _ body: (Int32, Int32, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    precondition(block.columns == order, "right-hand sides have the factor's order")
    let (n, m) = (Int32(order), Int32(block.rows))
    storage.elements.withUnsafeBufferPointer { a in
      block.elements.withUnsafeMutableBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress, m > 0 else { return }
        body(n, m, a, b)
      }
    }
  }
}
