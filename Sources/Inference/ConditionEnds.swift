import Foundation
import LinearAlgebra

/// The two ends of a kernel's spectrum that its condition number is the ratio of, by Lanczos' method, to about 10 %.
///
/// - Complexity: some tens of products with the matrix, and of solves.
enum ConditionEnds {
  /// Irregular numbers have a part of every mode, differences of two inputs included.
  private static func start(_ order: Int) -> [Double] { (0..<order).map { 1 + sin(Double($0) * Double($0)) } }

  /// λ_max by `iteration` from a start, or the largest diagonal entry where that cannot begin.
  static func largest(_ diagonal: [Double], _ iteration: ([Double]) throws -> Lanczos) throws -> Double {
    // Lanczos' method cannot begin with an operator that is 0, or not finite; the factor names the row of the latter.
    guard diagonal.contains(where: { $0 != 0 }), diagonal.allSatisfy(\.isFinite) else { return diagonal.max() ?? 0 }
    do {
      return try iteration(start(diagonal.count)).eigenvalue
    } catch is SymmetricEigendecomposition.Obstacle {
      return diagonal.max() ?? 0
    }
  }

  /// λ_min of A = L Lᵀ, 0 where A⁻¹ overflows.
  static func smallest(_ solver: any Solver, tolerance: Double = 0.1, largestCount: Int = 60) throws -> Double {
    guard solver.order > 0 else { return .infinity }
    do {
      return try solver.smallestEigenvalue(start: start(solver.order), tolerance: tolerance, largestCount: largestCount)
        .value
    } catch is SymmetricEigendecomposition.Obstacle {
      return 0
    }
  }
}
