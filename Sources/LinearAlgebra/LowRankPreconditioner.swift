import Failures
import Platform

/// The preconditioner P = Â + μ I of A + μ I, with Â = Fᵀ F of low rank (Díaz, Epperly, Frangella, Tropp and Webber
/// 2023, where Â is that of `RandomlyPivotedCholesky`).
///
/// With U orthonormal rows that span F's, and Â = Uᵀ W diag(λ) Wᵀ U,
///
///     √μ P^(−1/2) = H = I − Uᵀ W diag(1 − √(μ/(λ + μ))) Wᵀ U,
///
/// whose eigenvalues are in (0, 1]: H (A + μ I) H is conjugate gradients' matrix, symmetric as it is, and in H nothing
/// cancels but to √(μ/λ₁). Where Â ⪯ A, the eigenvalues of P⁻¹ (A + μ I) are in [1, 1 + ‖A − Â‖/μ].
public struct LowRankPreconditioner: Sendable {
  /// μ
  public let shift: Double
  /// λ, ascending; none of rank 0.
  public let eigenvalues: [Double]
  /// U, [r, n].
  private let basis: Matrix<Double>
  /// W diag(1 − √(μ/(λ + μ))) Wᵀ, [r, r].
  private let shrinkage: Matrix<Double>

  /// Vectors that are made orthonormal at a time, on one thread.
  private static let panel = 64

  /// Why there is no preconditioner.
  public enum Obstacle: Failure, Equatable {
    case shift(Double)

    public var message: String {
      switch self {
      case .shift(let value):
        "the noise variance is \(value); conjugate gradients need one above 0, and finite: give one, or use the exact factor"
      }
    }

    public var exitStatus: ExitStatus { .badData }
  }

  /// n
  public var order: Int { basis.columns }
  /// r
  public var rank: Int { basis.rows }

  /// - Parameters:
  ///   - factor: F, [r, n] with r ≤ n; none of rank 0, which is no preconditioner.
  ///   - shift: μ > 0.
  /// - Throws: `Obstacle`; `OrthonormalBasis.Obstacle` for an F that is not finite.
  /// - Complexity: 3 r² n multiply-adds on the device's threads, 4 r³ on one; r n numbers beside F, and 6 r².
  public init(factor: Matrix<Double>, shift: Double) throws {
    guard shift.isFinite, shift > 0 else { throw Obstacle.shift(shift) }
    let basis = try Self.basis(of: factor)
    // F = R U, Â = Uᵀ Rᵀ R U.
    let triangle = try LongRows.products(factor, basis).transposed
    let square = try LongRows.products(triangle, triangle)
    let modes = try Device.single.run { try SymmetricEigendecomposition(square) }
    eigenvalues = modes.eigenvalues.map { max(0, $0) }
    var weighted = modes.eigenvectors
    for (k, value) in eigenvalues.enumerated() {
      // 1 − √(μ/(λ + μ)) without cancelling.
      let root = (shift / (value + shift)).squareRoot()
      let part = value / (value + shift) / (1 + root)
      for j in 0..<weighted.columns { weighted[k, j] *= part }
    }
    var shrinkage = Matrix<Double>(rows: basis.rows, columns: basis.rows)
    try LongRows.add(modes.eigenvectors.transposed, times: weighted, to: &shrinkage)
    (self.basis, self.shrinkage, self.shift) = (basis, shrinkage, shift)
  }

  /// Gram and Schmidt panel by panel, twice: what a panel leaves of itself may be rounding the first time, of some
  /// direction, and not the second time (Barlow and Smoktunowicz 2013).
  private static func basis(of factor: Matrix<Double>) throws -> Matrix<Double> {
    let n = factor.columns
    var basis = Matrix<Double>(rows: 0, columns: n)
    basis.elements.reserveCapacity(factor.rows * n)
    for rows in TileGrid.pieces(0..<factor.rows, panel) {
      var part = Matrix(
        rows: rows.count, columns: n, elements: Array(factor.elements[rows.lowerBound * n..<rows.upperBound * n]))
      for _ in 0..<2 {
        try LongRows.add(LongRows.products(part, basis), times: basis, scaledBy: -1, to: &part)
        part = try Device.single.run { try OrthonormalBasis(spanning: part).vectors }
      }
      // The storage is reserved, and its only owner appends to it.
      var elements = basis.elements
      basis = Matrix(rows: 0, columns: n)
      elements.append(contentsOf: part.elements)
      basis = Matrix(rows: rows.upperBound, columns: n, elements: elements)
    }
    return basis
  }

  /// Replaces every row b of `block` (shape [m, n]) by H b = √μ P^(−1/2) b.
  /// - Complexity: 2 m n r multiply-adds.
  public func applyRoot(to block: inout Matrix<Double>) throws {
    guard rank > 0 else { return }
    let parts = try LongRows.products(block, basis)
    var shrunk = Matrix<Double>(rows: block.rows, columns: rank)
    try LongRows.add(parts, times: shrinkage, to: &shrunk)
    try LongRows.add(shrunk, times: basis, scaledBy: -1, to: &block)
  }
}
