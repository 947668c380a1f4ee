/// The Cholesky factor L of a symmetric positive definite matrix, A = L Lᵀ, whatever its storage.
public protocol SymmetricFactor: Sendable {
  /// n, the order of the matrix.
  var order: Int { get }

  /// log det A = 2 Σ log Lᵢᵢ.
  var logDeterminant: Double { get }

  /// Replaces every row b of `block` (shape [m, n]) by L⁻¹ b.
  /// - Complexity: m n² multiply-adds.
  func solveLower(_ block: inout Matrix<Double>)

  /// Replaces every row b of `block` (shape [m, n]) by (L Lᵀ)⁻¹ b.
  /// - Complexity: 2 m n² multiply-adds.
  func solve(_ block: inout Matrix<Double>)
}
