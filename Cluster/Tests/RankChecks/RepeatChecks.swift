import Foundation
import LinearAlgebra
import Ranks

/// A matrix that is factored again: each time from what was filled, whatever the last elimination has left.
struct RepeatChecks {
  let leader: Leader

  func run(_ checks: Checks) {
    for order in [1, 255, 700, 1100] {
      checks.attempt("again, n = \(order)") {
        let matrix = try leader.matrix(FormulaMatrix(order: order), scale: 1) { _ in }
        let first = try solution(matrix, shifts: [0.25])
        let second = try solution(matrix, shifts: [0.25])
        checks.expect("the same factor twice, n = \(order)", first == second)
        // Of another shift, and then of the first one again.
        let other = try solution(matrix, shifts: [3])
        checks.expect("another shift, n = \(order)", residual(matrix, other, shift: 3) < 1e-13)
        checks.expect("the first again, n = \(order)", try solution(matrix, shifts: [0.25]) == first)
      }
    }
    infinite(checks)
  }

  private func solution(_ matrix: any SharedMatrix, shifts: [Double]) throws -> Matrix<Double> {
    var side = Matrix<Double>(rows: 1, columns: matrix.order, repeating: 1)
    try matrix.factor(shifts: shifts, progress: nil).factor.solve(&side)
    return side
  }

  /// max |1 − (A + shift) x|
  private func residual(_ matrix: any SharedMatrix, _ x: Matrix<Double>, shift: Double) -> Double {
    let product = matrix.multiply(x)
    return product.elements.indices.reduce(0) { max($0, abs(1 - product.elements[$1] - shift * x.elements[$1])) }
  }

  /// A shift relative to a diagonal that has an infinite entry is infinite, which no order can carry.
  private func infinite(_ checks: Checks) {
    for (value, shift) in [(Double.infinity, Double.infinity), (2, .infinity), (2, .nan)] {
      checks.attempt("a shift of \(shift)") {
        let recipe = FormulaMatrix(order: 300, isInfiniteAt: value.isFinite ? nil : 290)
        let matrix = try leader.matrix(recipe, scale: 1) { _ in }
        var row: Int?
        do {
          _ = try matrix.factor(shifts: [shift], progress: nil)
        } catch CholeskyFactor.Obstacle.notFinite(let found) {
          row = found
        }
        checks.expect("a shift of \(shift)", row == (value.isFinite ? 0 : 290), "row \(row ?? -1)")
        checks.expect("its diagonal is left", matrix.diagonal[0] == 1.5)
      }
    }
  }
}
