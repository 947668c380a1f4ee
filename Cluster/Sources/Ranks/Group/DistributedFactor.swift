import Foundation
import LinearAlgebra
import Platform

/// The Cholesky factor of a matrix over all ranks, A = L Lᵀ, in the place of A's lower triangle.
final class DistributedFactor: Solver {
  private let matrix: LeadersMatrix
  /// Lᵢᵢ
  private let diagonal: [Double]

  init(matrix: LeadersMatrix, diagonal: [Double]) { (self.matrix, self.diagonal) = (matrix, diagonal) }

  var order: Int { diagonal.count }
  var logDeterminant: Double { diagonal.reduce(0) { $0 + 2 * log($1) } }

  /// Nothing of the inverse is sent but its diagonal.
  var inverseDiagonal: [Double] {
    matrix.leader.order(.inverseDiagonal(matrix: matrix.number, threads: Device.current.threads))
    return matrix.leader.rank.matrix(matrix.number).inverseDiagonal()
  }

  func solveLower(_ block: inout Matrix<Double>) { apply(.solveLower, &block) }
  func solveUpper(_ block: inout Matrix<Double>) { apply(.solveUpper, &block) }
  func solve(_ block: inout Matrix<Double>) { apply(.solve, &block) }
  func multiplyLower(_ block: inout Matrix<Double>) { apply(.multiplyLower, &block) }
  func solveLower(_ block: inout Matrix<Double>, from first: Int) { apply(.solveLower, &block, from: first) }
  func solveUpper(_ block: inout Matrix<Double>, from first: Int) { apply(.solveUpper, &block, from: first) }

  private func apply(_ operation: DistributedMatrix.Operation, _ block: inout Matrix<Double>, from first: Int = 0) {
    precondition((0...order).contains(first), "a trailing triangle begins inside the matrix")
    precondition(block.columns == order - first, "right-hand sides have the factor's order")
    guard block.rows > 0, block.columns > 0 else { return }
    let (leader, number) = (matrix.leader, matrix.number)
    leader.order(
      .apply(matrix: number, operation, rows: block.rows, first: first, threads: Device.current.threads))
    block = leader.rank.apply(operation, number, rows: block.rows, first: first, block) ?? block
  }
}

extension DistributedFactor: FactorColumns {
  func copy(columns range: Range<Int>, to target: UnsafeMutablePointer<Double>) {
    matrix.leader.order(.columns(matrix: matrix.number, first: range.lowerBound, end: range.upperBound))
    let numbers = matrix.leader.rank.matrix(matrix.number).lowerColumns(range)
    numbers.withUnsafeBufferPointer { source in
      if let source = source.baseAddress { target.update(from: source, count: numbers.count) }
    }
  }
}
